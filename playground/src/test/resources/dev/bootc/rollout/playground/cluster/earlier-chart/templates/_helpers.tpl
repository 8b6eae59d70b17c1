{{- define "bootc-rollout.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Labels that never change, for selectors. Takes (list context component). */}}
{{- define "bootc-rollout.selectorLabels" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ default $root.Chart.Name $root.Values.nameOverride }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{/* All labels of an object. Takes (list context component). */}}
{{- define "bootc-rollout.labels" -}}
{{- $root := index . 0 -}}
{{ include "bootc-rollout.selectorLabels" . }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: bootc-rollout
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" }}
{{- with $root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Labels of a pod: no versions, so that a new chart restarts only what it changes. */}}
{{- define "bootc-rollout.podLabels" -}}
{{ include "bootc-rollout.selectorLabels" . }}
app.kubernetes.io/part-of: bootc-rollout
{{- with (index . 0).Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/*
Reference of an image, never a short name: who looks such a one up where is each host's affair. Takes
(list context image path), the path of its values for the messages.
*/}}
{{- define "bootc-rollout.image" -}}
{{- $root := index . 0 -}}
{{- $image := index . 1 -}}
{{- $path := index . 2 -}}
{{- $repository := $image.repository -}}
{{- if not $repository -}}
{{- fail (printf "%s.repository is empty, and no image of bootc-rollout is published yet: build the images with images/build in a checkout, push them to a registry that you own, and set operator.image.repository and agent.image.repository to their names in full, as in registry.example.com/bootc-rollout/operator" $path) -}}
{{- end -}}
{{- if not (regexMatch "^(localhost|[^/@]*[.:][^/@]*)/[^:@]+$" $repository) -}}
{{- fail (printf "%s.repository is %q, which is no image's name in full: write host/name, as in registry.example.com/bootc-rollout/operator or docker.io/temporalio/temporal, and what follows a \":\" or \"@\" into %s.tag or %s.digest" $path $repository $path $path) -}}
{{- end -}}
{{- with (default dict $root.Values.global).imageRegistry -}}
{{- if not (regexMatch "^(localhost|[^/@]*[.:][^/@]*)(/[^:@]+)?$" (trimSuffix "/" .)) -}}
{{- fail (printf "global.imageRegistry is %q, which names no registry: write its host, as in mirror.example.com or mirror.example.com/hub" .) -}}
{{- end -}}
{{- $repository = printf "%s/%s" (trimSuffix "/" .) (regexReplaceAll "^[^/]+/" $repository "") -}}
{{- end -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $repository $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $repository (default $root.Chart.AppVersion $image.tag) -}}
{{- end -}}
{{- end -}}

{{/* What every container that needs nothing of its node is held to. */}}
{{- define "bootc-rollout.restrictedSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* Where the operator finds Temporal; fails unless it is said exactly once. */}}
{{- define "bootc-rollout.temporalAddress" -}}
{{- $temporal := .Values.temporal -}}
{{- if and $temporal.address $temporal.embedded.enabled -}}
{{- fail (printf "temporal.address is %q and temporal.embedded.enabled is true, but only one Temporal can be used: set temporal.embedded.enabled=false to use your own, or leave temporal.address empty to use the embedded one" $temporal.address) -}}
{{- else if $temporal.address -}}
{{- $temporal.address -}}
{{- else if $temporal.embedded.enabled -}}
{{- printf "%s-temporal.%s.svc:7233" (include "bootc-rollout.fullname" .) .Release.Namespace -}}
{{- else -}}
{{- fail "temporal.address is empty and temporal.embedded.enabled is false, so there is no Temporal to use: set temporal.address to the host:port of your own, or temporal.embedded.enabled=true" -}}
{{- end -}}
{{- end -}}

{{/* "true" on OpenShift, which gives each namespace its own users and asks for a grant of privileges. */}}
{{- define "bootc-rollout.onOpenShift" -}}
{{- $enabled := toString .Values.openshift.enabled -}}
{{- if or (eq $enabled "true") (and (eq $enabled "auto") (.Capabilities.APIVersions.Has "security.openshift.io/v1")) -}}true{{- end -}}
{{- end -}}

{{/* User of a pod that needs none in particular. Takes (list context user). */}}
{{- define "bootc-rollout.podUser" -}}
runAsNonRoot: true
{{- if not (include "bootc-rollout.onOpenShift" (index . 0)) }}
runAsUser: {{ index . 1 }}
runAsGroup: {{ index . 1 }}
fsGroup: {{ index . 1 }}
{{- end }}
{{- end -}}

{{/*
Address that the embedded Temporal listens on. "::" takes IPv4 too, but not where the kernel has no IPv6; so the cluster
is asked, where it can be.
*/}}
{{- define "bootc-rollout.temporalListensOn" -}}
{{- if .Values.temporal.embedded.ip -}}
{{- .Values.temporal.embedded.ip -}}
{{- else if .Capabilities.APIVersions.Has "node.bootc.dev/v1alpha1" -}}
{{- $api := default dict (default dict (lookup "v1" "Service" "default" "kubernetes")).spec -}}
{{- if has "IPv6" (default list $api.ipFamilies) }}::{{ else }}0.0.0.0{{ end -}}
{{- else -}}
0.0.0.0
{{- end -}}
{{- end -}}
