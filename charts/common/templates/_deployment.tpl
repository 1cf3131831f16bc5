{{/* The pods of a service; and, while a new release is tried out on a part of the calls, one or a few of that release beside them. */}}
{{- define "hub.deployments" -}}
{{ include "hub.deployment" (merge (dict "track" "stable") .) }}
{{- if and .facts.hasCanary .root.Values.global.canary.tag }}
---
{{ include "hub.deployment" (merge (dict "track" "canary") .) }}
{{- end }}
{{- end -}}

{{- define "hub.deployment" -}}
{{- $root := .root -}}
{{- $values := $root.Values -}}
{{- $isCanary := eq .track "canary" -}}
{{- $migratesFirst := and $values.global.evaluation.enabled .facts.usesDatabase -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "hub.name" $root }}{{ if $isCanary }}-canary{{ end }}
  labels:
    {{- include "hub.labels" . | nindent 4 }}
spec:
  {{- if $isCanary }}
  replicas: {{ $values.global.canary.replicas }}
  {{- else if not $values.autoscaling.enabled }}
  replicas: {{ $values.replicas }}
  {{- end }}
  revisionHistoryLimit: 5
  strategy:
    type: RollingUpdate
    rollingUpdate: { maxUnavailable: 0, maxSurge: 1 }
  selector:
    matchLabels:
      {{- include "hub.selector" . | nindent 6 }}
      app.kubernetes.io/track: {{ .track }}
  template:
    metadata:
      labels:
        {{- include "hub.labels" . | nindent 8 }}
        app.kubernetes.io/track: {{ .track }}
        {{- with $values.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        {{- if .environment }}
        checksum/config: {{ include "hub.settings" . | sha256sum | trunc 16 }}
        {{- end }}
        smart-ai-hub/secrets-revision: {{ $values.global.secrets.revision | toString | quote }}
        {{- with $values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ include "hub.name" $root }}
      {{- include "hub.podBasics" $root | nindent 6 }}
      {{- /* preStop, the delay, the drain, five seconds to close connections, five to spare. */}}
      terminationGracePeriodSeconds: {{ add $values.drain.preStopSeconds 2 $values.drain.timeoutSeconds 10 }}
      {{- if $migratesFirst }}
      initContainers:
        {{- include "hub.migrateFirst" $root | nindent 8 }}
      {{- end }}
      containers:
        {{- include "hub.container" . | nindent 8 }}
      {{- if .facts.writesTemporaryFiles }}
      volumes:
        - { name: tmp, emptyDir: { medium: Memory, sizeLimit: 64Mi } }
      {{- end }}
      {{- include "hub.placement" . | nindent 6 }}
{{- end -}}

{{- define "hub.placement" -}}
{{- $values := .root.Values -}}
topologySpreadConstraints:
  {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "hub.selector" $ | nindent 8 }}
    matchLabelKeys: [pod-template-hash]
  {{- end }}
{{- with $values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
