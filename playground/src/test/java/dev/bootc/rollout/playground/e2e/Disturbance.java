package dev.bootc.rollout.playground.e2e;

/** What is done to a rollout while it is under way. */
enum Disturbance {
  PAUSE,
  RESUME,
  PAUSE_BY_SIGNAL,
  RESUME_BY_SIGNAL,
  CANCEL,
  RETARGET,
  RETARGET_ONCE_MORE,
  CORDON,
  UNCORDON,
  DELETE_BOOTC_NODE,
  RELABEL,
  DELETE_NODE,
  KILL_AN_OPERATOR,
  KILL_ANOTHER_OPERATOR,
  RESTART_TEMPORAL,
  EMPTY_TEMPORAL,
  RESTART_API_SERVER;

  void happenTo(Chaos chaos) {
    switch (this) {
      case PAUSE -> chaos.steering().pause();
      case RESUME -> chaos.steering().resume();
      case PAUSE_BY_SIGNAL -> chaos.steering().pauseBySignal();
      case RESUME_BY_SIGNAL -> chaos.steering().resumeBySignal();
      case CANCEL -> chaos.steering().cancel();
      case RETARGET, RETARGET_ONCE_MORE -> chaos.steering().retarget();
      case CORDON -> chaos.people().cordon();
      case UNCORDON -> chaos.people().uncordon();
      case DELETE_BOOTC_NODE -> chaos.people().deleteBootcNode();
      case RELABEL -> chaos.people().takeOutOfThePoolForAWhile();
      case DELETE_NODE -> chaos.people().deleteNodeForAWhile();
      case KILL_AN_OPERATOR, KILL_ANOTHER_OPERATOR -> chaos.machines().killAnOperator();
      case RESTART_TEMPORAL -> chaos.machines().restartTemporal();
      case EMPTY_TEMPORAL -> chaos.machines().emptyTemporal();
      case RESTART_API_SERVER -> chaos.machines().restartApiServer();
    }
  }
}
