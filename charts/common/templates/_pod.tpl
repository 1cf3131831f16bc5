{{/* Every pod of the hub, hooks and tests included, is admitted by the restricted Pod Security Standard. */}}

{{/* The pod's securityContext; the argument is the user id. */}}
{{- define "hub.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "hub.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{/* What all pods of the hub's own images begin with. */}}
{{- define "hub.podBasics" -}}
{{- include "hub.podAccess" . }}
securityContext:
  {{- include "hub.podSecurity" 65532 | nindent 2 }}
{{- end -}}

{{/* What a pod may ask of the cluster: nothing, but for its images. */}}
{{- define "hub.podAccess" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.global.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end -}}

{{/*
In the evaluation profile the database starts together with the services, so no job can migrate it before them: each pod brings the
schema up to date itself before it starts. One does, the others wait for its lock and find nothing to do.
*/}}
{{- define "hub.migrateFirst" -}}
- name: migrations
  image: {{ include "hub.migrationsImage" . }}
  imagePullPolicy: {{ .Values.global.image.pullPolicy }}
  env:
    {{- include "hub.secretVariable" (dict "root" . "setting" "DATABASE_URL" "isNeeded" true) | nindent 4 }}
    - { name: MIGRATION_CONNECT_TIMEOUT_MS, value: '300000' }
  resources:
    requests: { cpu: 20m, memory: 64Mi }
    limits: { memory: 256Mi }
  securityContext:
    {{- include "hub.containerSecurity" . | nindent 4 }}
{{- end -}}

{{- define "hub.probes" -}}
startupProbe:
  httpGet: { path: {{ .facts.livePath }}, port: http }
  periodSeconds: 1
  failureThreshold: 120
# Asks the process alone: a restart does not mend a dead database.
livenessProbe:
  httpGet: { path: {{ .facts.livePath }}, port: http }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: { path: {{ .facts.readyPath }}, port: http }
  periodSeconds: 3
  timeoutSeconds: 3
  failureThreshold: 2
{{- end -}}

{{- define "hub.container" -}}
{{- $values := .root.Values -}}
{{- $image := $values.image -}}
{{- $isCanary := eq .track "canary" -}}
{{- $tag := ternary $values.global.canary.tag $image.tag $isCanary -}}
{{- $digest := ternary "" $image.digest $isCanary -}}
{{- $isLive := and $values.global.liveSync .environment -}}
- name: {{ .name }}
  image: {{ include "hub.image" (dict "root" .root "repository" (default .name $image.repository) "tag" $tag "digest" $digest) }}
  imagePullPolicy: {{ $values.global.image.pullPolicy }}
  {{- if $isLive }}
  # Whoever replaces sources touches this file: Node does not notice a file that is replaced for the second time.
  args: [--watch-path=services/{{ .name }}/src/main.ts, services/{{ .name }}/src/main.ts]
  {{- end }}
  ports:
    - { name: http, containerPort: {{ include "hub.port" .name }} }
  {{- if .environment }}
  envFrom:
    - configMapRef: { name: {{ include "hub.name" .root }} }
  env:
    {{- include "hub.secretVariables" . | trim | nindent 4 }}
  {{- end }}
  {{- include "hub.probes" . | nindent 2 }}
  lifecycle:
    preStop:
      sleep: { seconds: {{ $values.drain.preStopSeconds }} }
  resources:
    {{- toYaml $values.resources | nindent 4 }}
  securityContext:
    {{- include "hub.containerSecurity" . | replace "readOnlyRootFilesystem: true" (printf "readOnlyRootFilesystem: %t" (not $isLive)) | nindent 4 }}
  {{- if .facts.writesTemporaryFiles }}
  volumeMounts:
    - { name: tmp, mountPath: /tmp }
  {{- end }}
{{- end -}}
