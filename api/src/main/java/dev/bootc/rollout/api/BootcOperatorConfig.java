package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * Settings of the Go project's processes for a whole cluster: cluster-scoped, by any name, at most
 * one. Its processes exit where the kind does not exist, so it is there to go back to them.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Group(BootcApi.GROUP)
@Version(BootcApi.VERSION)
@Kind("BootcOperatorConfig")
@Plural("bootcoperatorconfigs")
@Singular("bootcoperatorconfig")
public class BootcOperatorConfig extends CustomResource<BootcOperatorConfigSpec, Void> {
  private static final long serialVersionUID = 1L;
}
