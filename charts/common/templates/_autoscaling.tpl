{{/* By the CPU; llm-worker waits for providers nearly all the time and goes by how long runs wait for it instead. */}}
{{- define "hub.autoscaling" -}}
{{- if .root.Values.autoscaling.enabled -}}
{{- if .facts.scalesByQueue -}}
{{ include "hub.scaledObject" . }}
{{- else -}}
{{ include "hub.horizontalPodAutoscaler" . }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "hub.horizontalPodAutoscaler" -}}
{{- $autoscaling := .root.Values.autoscaling -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ include "hub.name" .root }}
  labels:
    {{- include "hub.labels" . | nindent 4 }}
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: {{ include "hub.name" .root }} }
  minReplicas: {{ $autoscaling.minReplicas }}
  maxReplicas: {{ $autoscaling.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target: { type: Utilization, averageUtilization: {{ $autoscaling.cpuPercent }} }
  behavior:
    scaleUp:
      stabilizationWindowSeconds: 0
      policies:
        - { type: Percent, value: 100, periodSeconds: 15 }
        - { type: Pods, value: 2, periodSeconds: 15 }
    scaleDown:
      stabilizationWindowSeconds: {{ $autoscaling.scaleDownSeconds }}
      policies:
        - { type: Pods, value: 1, periodSeconds: 60 }
{{- end -}}

{{- define "hub.scaledObject" -}}
{{- $autoscaling := .root.Values.autoscaling -}}
{{- if not $autoscaling.prometheusUrl -}}
{{- fail "llm-worker.autoscaling needs llm-worker.autoscaling.prometheusUrl, e.g. http://prometheus-operated.monitoring:9090: KEDA asks it for how long runs wait. Or set llm-worker.autoscaling.enabled=false and choose llm-worker.replicas." -}}
{{- end -}}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: {{ include "hub.name" .root }}
  labels:
    {{- include "hub.labels" . | nindent 4 }}
spec:
  scaleTargetRef: { name: {{ include "hub.name" .root }} }
  minReplicaCount: {{ $autoscaling.minReplicas }}
  maxReplicaCount: {{ $autoscaling.maxReplicas }}
  pollingInterval: 15
  # Prometheus is away: as many workers as are wanted at least, and one more.
  fallback: { failureThreshold: 4, replicas: {{ add $autoscaling.minReplicas 1 }} }
  advanced:
    horizontalPodAutoscalerConfig:
      behavior:
        scaleUp:
          stabilizationWindowSeconds: 0
          policies:
            - { type: Percent, value: 100, periodSeconds: 30 }
            - { type: Pods, value: 2, periodSeconds: 30 }
        scaleDown:
          stabilizationWindowSeconds: {{ $autoscaling.scaleDownSeconds }}
          policies:
            - { type: Pods, value: 1, periodSeconds: 60 }
  triggers:
    - type: prometheus
      name: oldest-waiting-run
      # The age itself is what is wanted at most, whatever the number of workers: not a sum that they share.
      metricType: Value
      metadata:
        serverAddress: {{ $autoscaling.prometheusUrl }}
        query: max(aihub_run_queue_oldest_wait_seconds{namespace="{{ .root.Release.Namespace }}"})
        threshold: {{ $autoscaling.oldestWaitSeconds | toString | quote }}
    - type: cpu
      metricType: Utilization
      metadata:
        value: {{ $autoscaling.cpuPercent | toString | quote }}
{{- end -}}
