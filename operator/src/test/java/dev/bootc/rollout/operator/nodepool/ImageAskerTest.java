package dev.bootc.rollout.operator.nodepool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.Undone;
import dev.bootc.rollout.operator.poolspec.CheckedSpec;
import dev.bootc.rollout.operator.poolspec.PoolPullSecrets;
import dev.bootc.rollout.operator.poolspec.SpecCheck;
import dev.bootc.rollout.operator.registry.TagAnswer;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ImageAskerTest {
  private static final String TAG = Fixtures.NAME + ":stable";

  @Test
  void shouldNameWhoWroteTheImageWhenKubernetesNotesIt() {
    // Given
    BootcNodePool pool = pool(Fixtures.NEW_IMAGE, "ann");

    // When
    RolloutTarget target = ImageAsker.target(pool, spec(pool));

    // Then
    assertThat(target.askedBy()).isEqualTo("field manager ann, by spec.image.ref");
    assertThat(target.image()).isEqualTo(Fixtures.NEW_IMAGE);
  }

  @Test
  void shouldNameWhoWroteItLastWhenOthersOwnItToo() {
    // Given
    BootcNodePool pool = pool(Fixtures.NEW_IMAGE, "argocd");
    pool.getMetadata().getManagedFields().getLast().setTime("2026-11-29T12:00:00Z");
    List<ManagedFieldsEntry> owners = new ArrayList<>(pool.getMetadata().getManagedFields());
    owners.add(entry("ann", owners.getLast().getFieldsV1()));
    owners.getLast().setTime("2026-11-30T12:00:00Z");
    pool.getMetadata().setManagedFields(owners);

    // When
    RolloutTarget target = ImageAsker.target(pool, spec(pool));

    // Then
    assertThat(target.askedBy()).isEqualTo("field manager ann, by spec.image.ref");
  }

  @Test
  void shouldNameTheTagWhenItIsWhatMoved() {
    // Given
    BootcNodePool pool = pool(TAG, "argocd");

    // When
    RolloutTarget target = ImageAsker.target(pool, spec(pool));

    // Then
    assertThat(target.askedBy())
        .isEqualTo("tag " + TAG + ", which field manager argocd wrote to spec.image.ref");
  }

  @Test
  void shouldNameNobodyWhenKubernetesNotesNothing() {
    // Given
    BootcNodePool pool = Fixtures.pool("workers", Map.of(), Fixtures.NEW_IMAGE);

    // When
    RolloutTarget target = ImageAsker.target(pool, spec(pool));

    // Then
    assertThat(target).isEqualTo(spec(pool).target());
  }

  @Test
  void shouldSayWhetherAPersonWantsItWhenARolloutGoesBack() {
    // Given
    BootcNodePool pool = pool(Fixtures.NEW_IMAGE, "ann");

    // When
    RolloutTarget byItself = ImageAsker.target(pool, spec(pool).undone(undone(null)));
    RolloutTarget byWord = ImageAsker.target(pool, spec(pool).undone(undone("wrong colours")));

    // Then
    assertThat(byItself.askedBy())
        .isEqualTo(
            "nobody: spec.rollout.onFailure is Rollback; what is undone was asked for by field"
                + " manager ann, by spec.image.ref");
    assertThat(byWord.askedBy()).startsWith("a person, by bootc.dev/undo; what is undone was");
  }

  private static Undone undone(@Nullable String told) {
    return new Undone(
        Fixtures.NEW_DIGEST,
        Fixtures.NEW_IMAGE,
        Fixtures.OLD_IMAGE,
        "2026-11-30T12:00:00Z",
        "node-1",
        null,
        told,
        null);
  }

  private static BootcNodePool pool(String image, String manager) {
    FieldsV1 fields = new FieldsV1();
    fields.setAdditionalProperty(
        "f:spec", Map.of("f:image", Map.of("f:ref", Map.of()), "f:rollout", Map.of()));
    BootcNodePool pool = Fixtures.pool("workers", Map.of(), image);
    pool.getMetadata()
        .setManagedFields(
            List.of(
                new ManagedFieldsEntry(),
                entry("somebody-else", new FieldsV1()),
                entry(manager, fields)));
    return pool;
  }

  private static ManagedFieldsEntry entry(String manager, FieldsV1 fields) {
    ManagedFieldsEntry entry = new ManagedFieldsEntry();
    entry.setManager(manager);
    entry.setFieldsV1(fields);
    return entry;
  }

  private static CheckedSpec.Valid spec(BootcNodePool pool) {
    return (CheckedSpec.Valid)
        SpecCheck.check(
            pool,
            new PoolPullSecrets.Answer.NotNamed(),
            _ -> new TagAnswer(new ImageDigest(Fixtures.NEW_DIGEST), null, null));
  }
}
