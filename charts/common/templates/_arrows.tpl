{{/*
Who may open a connection to whom: docs/ARCHITECTURE.md as a table. All NetworkPolicies are made from it, and `npm run charts`
computes what they allow together.
*/}}
{{- define "hub.arrows" -}}
door: [api-gateway, frontend]
api-gateway: [auth-service, core-service, mcp-server, postgresql, redis]
auth-service: [postgresql, redis]
core-service: [auth-service, postgresql, redis, internet]
mcp-server: [auth-service, postgresql, redis]
llm-worker: [postgresql, redis, internet, simulator]
frontend: []
simulator: []
postgresql: []
redis: []
migrations: [postgresql]
backup: [postgresql]
test: [api-gateway, postgresql]
monitoring: [api-gateway, auth-service, core-service, mcp-server, llm-worker]
{{- end -}}

{{/* Peers of a rule: dict "root" $ "peer" <name of the table>. */}}
{{- define "hub.peers" -}}
{{- $policy := .root.Values.global.networkPolicy -}}
{{- $isOutside := and (has .peer (list "postgresql" "redis")) (not .root.Values.global.evaluation.enabled) -}}
{{- if has .peer (list "door" "monitoring") -}}
{{ toYaml (get $policy .peer).from }}
{{- else if $isOutside -}}
{{ toYaml (get $policy .peer).to }}
{{- else if eq .peer "internet" -}}
{{ toYaml $policy.internet.to }}
{{- else -}}
- podSelector:
    matchLabels:
      {{- include "hub.selector" (dict "root" .root "name" .peer) | nindent 6 }}
{{- end -}}
{{- end -}}

{{/* Ports of a rule: dict "root" $ "peer" <name of the table>. */}}
{{- define "hub.peerPorts" -}}
{{- $policy := .root.Values.global.networkPolicy -}}
{{- $isOutside := and (has .peer (list "postgresql" "redis")) (not .root.Values.global.evaluation.enabled) -}}
{{- if eq .peer "internet" -}}
- protocol: TCP
{{- else if $isOutside -}}
- { protocol: TCP, port: {{ (get $policy .peer).port }} }
{{- else -}}
- { protocol: TCP, port: {{ include "hub.ports" . | fromYaml | dig .peer 0 }} }
{{- end -}}
{{- end -}}

{{/*
The rules of one part: dict "root" $ "name" <name of the table> "extraIngress" […] "extraEgress" […].
Names are looked up in kube-system's DNS by whoever may call anybody.
*/}}
{{- define "hub.networkPolicySpec" -}}
{{- $root := .root -}}
{{- $name := .name -}}
{{- $arrows := include "hub.arrows" . | fromYaml -}}
podSelector:
  matchLabels:
    {{- include "hub.selector" (dict "root" $root "name" $name) | nindent 4 }}
policyTypes: [Ingress, Egress]
ingress:
  {{- range $caller, $called := $arrows }}
  {{- if has $name $called }}
  # {{ $caller }}
  - from:
      {{- include "hub.peers" (dict "root" $root "peer" $caller) | nindent 6 }}
    ports:
      - { protocol: TCP, port: {{ include "hub.ports" $root | fromYaml | dig $name 0 }} }
  {{- end }}
  {{- end }}
  {{- with .extraIngress }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- $called := dig $name list $arrows }}
{{- if or $called .extraEgress }}
egress:
  {{- range $called }}
  {{- if or (ne . "simulator") (include "hub.hasSimulator" $root) }}
  # {{ . }}
  - to:
      {{- include "hub.peers" (dict "root" $root "peer" .) | nindent 6 }}
    ports:
      {{- include "hub.peerPorts" (dict "root" $root "peer" .) | nindent 6 }}
  {{- end }}
  {{- end }}
  {{- with $root.Values.global.tracing }}
  {{- if and .endpoint (hasKey (include "hub.ports" $root | fromYaml) $name) $called }}
  # traces
  - to:
      {{- toYaml .to | nindent 6 }}
    ports:
      - { protocol: TCP, port: {{ .port }} }
  {{- end }}
  {{- end }}
  {{- if $called }}
  # names
  - to:
      {{- toYaml $root.Values.global.networkPolicy.dns.to | nindent 6 }}
    ports:
      - { protocol: UDP, port: 53 }
      - { protocol: TCP, port: 53 }
  {{- end }}
  {{- with .extraEgress }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
{{- end -}}

{{/* The policy of a service's own chart. */}}
{{- define "hub.networkPolicy" -}}
{{- if .root.Values.global.networkPolicy.enabled -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "hub.name" .root }}
  labels:
    {{- include "hub.labels" . | nindent 4 }}
spec:
  {{- $extra := dict "extraIngress" .root.Values.extraIngress "extraEgress" .root.Values.extraEgress }}
  {{- include "hub.networkPolicySpec" (merge $extra .) | nindent 2 }}
{{- end -}}
{{- end -}}
