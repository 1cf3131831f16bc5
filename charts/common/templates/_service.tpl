{{/* All objects of one service. Its chart brings facts.yaml, and environment.yaml where it is one of ours. */}}
{{- define "hub.service" -}}
{{- $environment := .Files.Get "environment.yaml" | fromYaml -}}
{{- $service := dict "root" . "name" .Chart.Name "facts" (.Files.Get "facts.yaml" | fromYaml) "environment" $environment -}}
{{- $parts := list "hub.serviceAccount" "hub.deployments" "hub.kubernetesService" "hub.disruptionBudget" -}}
{{- $parts = concat $parts (list "hub.autoscaling" "hub.networkPolicy" "hub.podMonitor") -}}
{{- if $environment -}}{{- $parts = prepend $parts "hub.configMap" -}}{{- end -}}
{{- range $parts }}
---
{{ include . $service }}
{{- end }}
{{- end -}}

{{- define "hub.serviceAccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "hub.name" .root }}
  labels:
    {{- include "hub.labels" . | nindent 4 }}
automountServiceAccountToken: false
{{- end -}}

{{- define "hub.kubernetesService" -}}
{{- if .facts.isCalled -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "hub.name" .root }}
  labels:
    {{- include "hub.labels" . | nindent 4 }}
spec:
  selector:
    {{- include "hub.selector" . | nindent 4 }}
  ports:
    - { name: http, port: {{ include "hub.port" .name }}, targetPort: http }
{{- end -}}
{{- end -}}

{{/* A budget for one pod would only forbid that its node is drained. */}}
{{- define "hub.disruptionBudget" -}}
{{- $values := .root.Values -}}
{{- $pods := ternary $values.autoscaling.minReplicas $values.replicas $values.autoscaling.enabled | int -}}
{{- if gt $pods 1 -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "hub.name" .root }}
  labels:
    {{- include "hub.labels" . | nindent 4 }}
spec:
  maxUnavailable: {{ $values.disruption.maxUnavailable }}
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "hub.selector" . | nindent 6 }}
{{- end -}}
{{- end -}}

{{- define "hub.podMonitor" -}}
{{- $monitoring := .root.Values.global.monitoring -}}
{{- if and $monitoring.enabled .environment -}}
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata:
  name: {{ include "hub.name" .root }}
  labels:
    {{- include "hub.labels" . | nindent 4 }}
    {{- with $monitoring.labels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  selector:
    matchLabels:
      {{- include "hub.selector" . | nindent 6 }}
  podTargetLabels: [app.kubernetes.io/track]
  podMetricsEndpoints:
    - port: http
      path: /metrics
      interval: {{ $monitoring.interval }}
{{- end -}}
{{- end -}}
