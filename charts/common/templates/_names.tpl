{{/* Names and labels. Everything of a release is called <release>-<what>. */}}

{{- define "hub.name" -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* What a NetworkPolicy or a Service finds the pods by: dict "root" $ "name" <what>. */}}
{{- define "hub.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end -}}

{{/* dict "root" $ "name" <what>. */}}
{{- define "hub.labels" -}}
{{ include "hub.selector" . }}
app.kubernetes.io/part-of: smart-ai-hub
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end -}}

{{/* Where each part listens: probes, metrics and calls alike. */}}
{{- define "hub.ports" -}}
api-gateway: 3000
auth-service: 3001
core-service: 3002
mcp-server: 3003
llm-worker: 3004
simulator: 3005
frontend: 8080
postgresql: 5432
redis: 6379
{{- end -}}

{{- define "hub.port" -}}
{{- include "hub.ports" . | fromYaml | dig . 0 | int -}}
{{- end -}}

{{/* dict "root" $ "repository" … "tag" … "digest" …: the address of one of the hub's own images. A tag beside a digest is for people. */}}
{{- define "hub.image" -}}
{{- $global := .root.Values.global.image -}}
{{- $name := printf "%s/%s" (trimSuffix "/" $global.registry) .repository | trimPrefix "/" -}}
{{- if .digest -}}
{{- printf "%s%s@%s" $name (ternary "" (printf ":%s" .tag) (empty .tag)) .digest -}}
{{- else -}}
{{- printf "%s:%s" $name (coalesce .tag $global.tag .root.Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{/* The image of the schema; a canary's release brings its own. */}}
{{- define "hub.migrationsImage" -}}
{{- $global := .Values.global -}}
{{- $image := $global.migrationsImage -}}
{{- include "hub.image" (dict "root" . "repository" $image.repository "tag" (coalesce $global.canary.tag $image.tag) "digest" (ternary "" $image.digest (ne $global.canary.tag ""))) -}}
{{- end -}}

{{/* The address that people open, without a slash at its end. */}}
{{- define "hub.publicUrl" -}}
{{- $evaluation := ternary "http://hub.localhost" "" .Values.global.evaluation.enabled -}}
{{- coalesce .Values.global.publicUrl $evaluation | default "" | trimSuffix "/" -}}
{{- end -}}

{{- define "hub.publicHost" -}}
{{- (urlParse (include "hub.publicUrl" .)).hostname -}}
{{- end -}}

{{/* "true" where the simulator answers in place of providers. */}}
{{- define "hub.hasSimulator" -}}
{{- $wish := .Values.global.simulator -}}
{{- if or (eq $wish "on") (and (eq $wish "auto") .Values.global.evaluation.enabled) -}}true{{- end -}}
{{- end -}}
