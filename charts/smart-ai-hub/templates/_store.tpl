{{/*
One store of the evaluation profile: a StatefulSet of one pod with a volume, its Service and its NetworkPolicy.
dict "root" $ "name" … "values" … "container" <yaml> "mountPath" … "folders" [<folders that are written to besides>].
*/}}
{{- define "hub.store" -}}
{{- $fullName := printf "%s-%s" .root.Release.Name .name -}}
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ $fullName }}
  labels:
    {{- include "hub.labels" . | nindent 4 }}
spec:
  serviceName: {{ $fullName }}
  replicas: 1
  selector:
    matchLabels:
      {{- include "hub.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "hub.labels" . | nindent 8 }}
    spec:
      {{- include "hub.podAccess" .root | nindent 6 }}
      terminationGracePeriodSeconds: 60
      securityContext:
        {{- include "hub.podSecurity" 999 | nindent 8 }}
      containers:
        - name: {{ .name }}
          image: {{ .values.image }}
          imagePullPolicy: {{ .root.Values.global.image.pullPolicy }}
          ports:
            - { name: store, containerPort: {{ include "hub.port" .name }} }
          {{- .container | nindent 10 }}
          resources:
            {{- toYaml .values.resources | nindent 12 }}
          securityContext:
            {{- include "hub.containerSecurity" . | nindent 12 }}
          volumeMounts:
            - { name: data, mountPath: {{ .mountPath }} }
            {{- range .folders }}
            - { name: scratch, mountPath: {{ . }}, subPath: {{ base . }} }
            {{- end }}
      volumes:
        - { name: scratch, emptyDir: {} }
  volumeClaimTemplates:
    - metadata: { name: data }
      spec:
        accessModes: [ReadWriteOnce]
        {{- with .values.storageClass }}
        storageClassName: {{ . }}
        {{- end }}
        resources:
          requests: { storage: {{ .values.storage }} }
---
apiVersion: v1
kind: Service
metadata:
  name: {{ $fullName }}
  labels:
    {{- include "hub.labels" . | nindent 4 }}
spec:
  selector:
    {{- include "hub.selector" . | nindent 4 }}
  ports:
    - { name: store, port: {{ include "hub.port" .name }}, targetPort: store }
---
{{ include "hub.partPolicy" . }}
{{- end -}}

{{/* The NetworkPolicy of a part that has no chart of its own: dict "root" $ "name" … "annotations" …. */}}
{{- define "hub.partPolicy" -}}
{{- if .root.Values.global.networkPolicy.enabled -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ .root.Release.Name }}-{{ .name }}
  labels:
    {{- include "hub.labels" . | nindent 4 }}
  {{- with .annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- include "hub.networkPolicySpec" (dict "root" .root "name" .name) | nindent 2 }}
{{- end -}}
{{- end -}}
