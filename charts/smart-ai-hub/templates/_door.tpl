{{/*
The address space as both doors route it: what goes to the gateway, by how it is treated, and the rest to the web app. /metrics and the
probes of the gateway are not among it: they are answered to the cluster alone. What is treated apart below /api is a prefix, and /ws too: Traefik,
which reads these Ingresses as well, takes the rule that is longest when it is written out, and an exact path would be the shorter one.
*/}}
{{- define "hub.gatewayPaths" -}}
login:
  - { path: /api/auth/login, type: Prefix }
  - { path: /api/auth/register, type: Prefix }
webhooks:
  # Stripe's events: signed, and from few addresses.
  - { path: /api/payments/webhook, type: Prefix }
api:
  - { path: /api, type: Prefix }
  - { path: /v1, type: Prefix }
  - { path: /ws, type: Prefix }
  - { path: /mcp, type: Prefix }
  - { path: /docs, type: Prefix }
  - { path: /openapi.json, type: Exact }
  - { path: /admin/queues, type: Prefix }
  - { path: /health, type: Exact }
{{- end -}}

{{- define "hub.isSecure" -}}
{{- if hasPrefix "https:" (include "hub.publicUrl" .) -}}true{{- end -}}
{{- end -}}

{{- define "hub.tlsSecret" -}}
{{- .Values.ingress.tls.secretName | default (printf "%s-tls" .Release.Name) -}}
{{- end -}}

{{/* One Ingress: dict "root" $ "name" … "annotations" {…} "service" … "paths" [{path, type}]. */}}
{{- define "hub.ingress" -}}
{{- $root := .root -}}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {{ $root.Release.Name }}-{{ .name }}
  labels:
    {{- include "hub.labels" . | nindent 4 }}
  annotations:
    {{- toYaml (merge (dict) $root.Values.ingress.annotations .annotations) | nindent 4 }}
spec:
  ingressClassName: {{ $root.Values.ingress.className }}
  {{- if include "hub.isSecure" $root }}
  tls:
    - hosts: [{{ include "hub.publicHost" $root }}]
      secretName: {{ include "hub.tlsSecret" $root }}
  {{- end }}
  rules:
    - host: {{ include "hub.publicHost" $root }}
      http:
        paths:
          {{- range .paths }}
          - path: {{ .path }}
            pathType: {{ .type }}
            backend:
              service:
                name: {{ $root.Release.Name }}-{{ $.service }}
                port: { name: http }
          {{- end }}
{{- end -}}

{{/* Gateway API has no setting for HSTS; the other security headers come from the services themselves. */}}
{{- define "hub.gatewayHeaders" -}}
{{- if include "hub.isSecure" . -}}
- type: ResponseHeaderModifier
  responseHeaderModifier:
    set:
      - { name: Strict-Transport-Security, value: max-age=31536000; includeSubDomains }
{{- else -}}
[]
{{- end -}}
{{- end -}}
