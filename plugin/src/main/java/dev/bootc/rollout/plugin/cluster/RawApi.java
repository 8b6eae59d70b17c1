package dev.bootc.rollout.plugin.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** What the API server has under a path, where it does not matter much if it has not. */
public final class RawApi {
  private final KubernetesClient client;

  RawApi(KubernetesClient client) {
    this.client = client;
  }

  /**
   * What lies under a path.
   *
   * @throws Unread where it cannot be read, whatever the cause
   */
  public String read(String path) throws Unread {
    try {
      String read = client.raw(path);
      if (read == null) {
        throw new Unread("not there");
      }
      return read;
    } catch (KubernetesClientException refused) {
      throw new Unread(Refusals.brief(refused));
    }
  }

  /**
   * The operator's Lease.
   *
   * @throws Unread where it cannot be read
   */
  public OperatorLease operatorLease() throws Unread {
    try {
      return OperatorLease.of(read(OperatorLease.path()));
    } catch (JsonProcessingException noJson) {
      throw new Unread("no JSON");
    }
  }
}
