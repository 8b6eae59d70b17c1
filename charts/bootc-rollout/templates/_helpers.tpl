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

{{/* The agent's namespace is its own: whoever may create pods in it is root on the nodes. */}}
{{- define "bootc-rollout.agentNamespace" -}}
{{- if .Values.agent.namespace.name -}}
{{- .Values.agent.namespace.name -}}
{{- else -}}
{{- printf "%s-agent" (default "default" .Release.Namespace | trunc 57 | trimSuffix "-") -}}
{{- end -}}
{{- end -}}

{{/*
"true" where there is a cluster to ask. Without one Helm knows groups and versions, and no kinds; Argo CD tells it the kinds,
and lets it look at nothing.
*/}}
{{- define "bootc-rollout.hasCluster" -}}
{{- if .Capabilities.APIVersions.Has "v1/Namespace" -}}
{{- if lookup "v1" "Namespace" "" "kube-system" -}}true{{- end -}}
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

{{/*
Values that only some modes have a use for, with their defaults. Who sets one believes that it is in force, so it is refused
in the others; what says how the pods of another mode look is not here, and may stand ready in the values.
*/}}
{{- define "bootc-rollout.valuesOfModes" -}}
external:
  address: ""
  tls.enabled: false
  tls.existingSecret: ""
  tls.clientCertificate: true
  tls.certificateAuthority: true
  tls.serverName: ""
  apiKey.existingSecret: ""
  apiKey.key: api-key
postgres:
  postgres.host: ""
  postgres.port: 5432
  postgres.user: temporal
  postgres.existingSecret: ""
  postgres.passwordKey: password
  postgres.database: temporal
  postgres.visibilityDatabase: temporal_visibility
  postgres.createDatabases: true
  postgres.tls.enabled: false
  postgres.tls.existingSecret: ""
  postgres.historyShards: 4
  postgres.webFrom: []
embedded:
  embedded.fileVersion: ""
  embedded.webFrom: []
embedded or postgres:
  ip: ""
  retention: 2160h
{{- end -}}

{{/*
Which Temporal: embedded, postgres or external. Fails for values that belong to another of the three, which would
silently do nothing.
*/}}
{{- define "bootc-rollout.temporalMode" -}}
{{- $temporal := .Values.temporal -}}
{{- $mode := $temporal.mode -}}
{{- range $name, $instead := dict "enabled" "temporal.mode, which is embedded (in place of true), postgres or external" "ip" "temporal.ip" "retention" "temporal.retention" -}}
{{- if hasKey $temporal.embedded $name -}}
{{- fail (printf "temporal.embedded.%s is a value of an older chart: use %s, and not --reuse-values with this upgrade, which brings the older chart's defaults along (--reset-then-reuse-values does not)" $name $instead) -}}
{{- end -}}
{{- end -}}
{{- if and (eq $mode "external") (not $temporal.address) -}}
{{- fail "temporal.mode is external and temporal.address is empty, so there is no Temporal to use: set temporal.address to the host:port of your own, or temporal.mode to embedded or postgres" -}}
{{- end -}}
{{- range $modes, $values := include "bootc-rollout.valuesOfModes" . | fromYaml -}}
{{- if not (has $mode (splitList " or " $modes)) -}}
{{- range $path, $default := $values -}}
{{- $value := $temporal -}}
{{- range $key := splitList "." $path -}}
{{- if and (kindIs "map" $value) (hasKey $value $key) -}}
{{- $value = get $value $key -}}
{{- else -}}
{{- $value = $default -}}
{{- end -}}
{{- end -}}
{{- if not (or (kindIs "invalid" $value) (eq (toJson $value) (toJson $default))) -}}
{{- fail (printf "temporal.%s is %s and temporal.mode is %s, which has no use for it: set temporal.mode=%s, or leave it out (its default is %s)" $path (toJson $value) $mode (replace " or " " or temporal.mode=" $modes) (toJson $default)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if ne $mode "external" -}}
{{- range $name, $_ := $temporal.env -}}
{{- if hasPrefix "TEMPORAL_TLS" $name -}}
{{- fail (printf "temporal.env has %s and temporal.mode is %s, whose server speaks no TLS: set temporal.mode=external, or leave it out" $name $mode) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and (eq $mode "postgres") (not $temporal.postgres.host) -}}
{{- fail "temporal.mode is postgres and temporal.postgres.host is empty: name the server of your PostgreSQL, and in temporal.postgres.existingSecret the Secret with its password" -}}
{{- end -}}
{{- if and (eq $mode "postgres") (not $temporal.postgres.existingSecret) -}}
{{- fail "temporal.mode is postgres and temporal.postgres.existingSecret is empty: name a Secret with the password of temporal.postgres.user (kubectl create secret generic temporal-postgres --from-literal=password=...)" -}}
{{- end -}}
{{- if and (ne $temporal.apiKey.key "api-key") (not $temporal.apiKey.existingSecret) -}}
{{- fail (printf "temporal.apiKey.key is %q and temporal.apiKey.existingSecret is empty, so there is no API key: name the Secret that has it, or leave the key out" $temporal.apiKey.key) -}}
{{- end -}}
{{- if and $temporal.tls.existingSecret (not $temporal.tls.clientCertificate) (not $temporal.tls.certificateAuthority) -}}
{{- fail (printf "temporal.tls.existingSecret is %q and temporal.tls.clientCertificate and temporal.tls.certificateAuthority are false, so nothing in it would be used: set one of them to true, or temporal.tls.enabled=true without a Secret" $temporal.tls.existingSecret) -}}
{{- end -}}
{{- $instead := dict "TEMPORAL_ADDRESS" "address" "TEMPORAL_NAMESPACE" "namespace" "TEMPORAL_API_KEY" "apiKey.existingSecret, which keeps it out of the values" "TEMPORAL_TLS" "tls.enabled" "TEMPORAL_TLS_SERVER_NAME" "tls.serverName" -}}
{{- range $name := list "SERVER_CA_CERT" "CLIENT_CERT" "CLIENT_KEY" -}}
{{- range $form := list "PATH" "DATA" -}}
{{- $_ := set $instead (printf "TEMPORAL_TLS_%s_%s" $name $form) "tls.existingSecret, which keeps it out of the values" -}}
{{- end -}}
{{- end -}}
{{- range $name, $value := $instead -}}
{{- if hasKey $temporal.env $name -}}
{{- fail (printf "temporal.env has %s: use temporal.%s" $name $value) -}}
{{- end -}}
{{- end -}}
{{- $mode -}}
{{- end -}}

{{/* Where the operator finds Temporal. */}}
{{- define "bootc-rollout.temporalAddress" -}}
{{- if eq (include "bootc-rollout.temporalMode" .) "external" -}}
{{- .Values.temporal.address -}}
{{- else -}}
{{- printf "%s-temporal.%s.svc:7233" (include "bootc-rollout.fullname" .) .Release.Namespace -}}
{{- end -}}
{{- end -}}

{{/*
The server's file: no server changes the tables of an older one, so each minor version begins a file of its own. The
cluster is the truth, and the rollouts go on.
*/}}
{{- define "bootc-rollout.temporalFile" -}}
{{- $image := .Values.temporal.embedded.image -}}
{{- $version := .Values.temporal.embedded.fileVersion -}}
{{- if and $image.digest (not $version) -}}
{{- fail (printf "temporal.embedded.image.digest is set, which does not say whose file on the volume this server can read: set temporal.embedded.fileVersion to the minor version of that image, as in %q, and to another one with each digest of another minor version" "1.9") -}}
{{- end -}}
{{- printf "/data/temporal-%s.db" (coalesce $version (regexFind "^[0-9]+\\.[0-9]+" $image.tag) $image.tag) -}}
{{- end -}}

{{/* Node selector of a pod: Linux, whatever else is asked for. Takes a dict. */}}
{{- define "bootc-rollout.nodeSelector" -}}
nodeSelector:
  {{- toYaml (merge (dict "kubernetes.io/os" "linux") (default dict .)) | nindent 2 }}
{{- end -}}

{{/* "true" where the connection to PostgreSQL is to be encrypted: whoever names an authority wants that. */}}
{{- define "bootc-rollout.postgresTls" -}}
{{- $tls := .Values.temporal.postgres.tls -}}
{{- if or $tls.enabled $tls.existingSecret -}}true{{- end -}}
{{- end -}}

{{/* A quantity as a number of bytes, to compare two that are written differently; empty for what is not understood. */}}
{{- define "bootc-rollout.bytes" -}}
{{- $number := regexFind "^[0-9]+(\\.[0-9]+)?" (toString .) -}}
{{- $unit := trimPrefix $number (toString .) -}}
{{- $bytes := dict "" 1.0 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "Ki" 1024.0 "Mi" 1048576.0 "Gi" 1073741824.0 "Ti" 1099511627776.0 -}}
{{- if and $number (hasKey $bytes $unit) -}}
{{- printf "%.0f" (mulf (float64 $number) (get $bytes $unit)) -}}
{{- end -}}
{{- end -}}

{{/* Four fifths of a memory limit, for Go's garbage collector, which does not know it otherwise. Takes resources. */}}
{{- define "bootc-rollout.goMemoryLimit" -}}
{{- $limit := toString (default "" (default dict .limits).memory) -}}
{{- $number := regexFind "^[0-9]+(\\.[0-9]+)?" $limit -}}
{{- $unit := trimPrefix $number $limit -}}
{{- $mebibytes := dict "Gi" 1024.0 "Mi" 1.0 "G" 953.7 "M" 0.9537 -}}
{{- if and $number (hasKey $mebibytes $unit) -}}
{{- printf "%dMiB" (int (mulf (float64 $number) (get $mebibytes $unit) 0.8)) -}}
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
Temporal does not start where nobody knows the name and the home of its user, as that of OpenShift's namespaces, which is in no
image's passwd.
*/}}
{{- define "bootc-rollout.userEnvironment" -}}
- name: USER
  value: temporal
- name: HOME
  value: /tmp
{{- end -}}

{{/*
Address that a Temporal of the chart listens on. "::" takes IPv4 too, but not where the kernel has no IPv6; so the cluster
is asked, where it can be.
*/}}
{{- define "bootc-rollout.temporalListensOn" -}}
{{- if .Values.temporal.ip -}}
{{- .Values.temporal.ip -}}
{{- else if include "bootc-rollout.hasCluster" . -}}
{{- $api := default dict (default dict (lookup "v1" "Service" "default" "kubernetes")).spec -}}
{{- if has "IPv6" (default list $api.ipFamilies) }}::{{ else }}0.0.0.0{{ end -}}
{{- else -}}
0.0.0.0
{{- end -}}
{{- end -}}
