{{/* What cannot work is refused before anything is made, with a sentence that says what to do. The schema sees types, this sees sense. */}}
{{- define "hub.refusals" -}}
{{- $global := .Values.global -}}
{{- $url := include "hub.publicUrl" . -}}
{{- $problems := list -}}
{{- if not $url -}}
{{- $problems = append $problems "global.publicUrl is empty: set it to the address that people open, e.g. https://hub.example.com, or try the hub out with global.evaluation.enabled=true." -}}
{{- else if and (hasPrefix "http:" $url) (not $global.evaluation.enabled) -}}
{{- $problems = append $problems "global.publicUrl must begin with https://: sessions are refused over plain http. Only the evaluation profile may do without." -}}
{{- end -}}
{{- if and (not $global.evaluation.enabled) (not $global.secrets.existingSecret) -}}
{{- $problems = append $problems "global.secrets.existingSecret is empty: make a secret with DATABASE_URL, REDIS_URL and JWT_SECRET (docs/operations/install.md) and name it, or try the hub out with global.evaluation.enabled=true." -}}
{{- end -}}
{{- if and $global.liveSync (not $global.evaluation.enabled) -}}
{{- $problems = append $problems "global.liveSync lets the sources of running pods be replaced: leave it false, or try it with global.evaluation.enabled=true." -}}
{{- end -}}
{{- if and .Values.externalSecret.enabled (not (and .Values.externalSecret.storeName .Values.externalSecret.remoteKey)) -}}
{{- $problems = append $problems "externalSecret needs externalSecret.storeName and externalSecret.remoteKey: the store and its entry with the settings." -}}
{{- end -}}
{{- if and .Values.externalSecret.enabled (not $global.secrets.existingSecret) -}}
{{- $problems = append $problems "externalSecret needs global.secrets.existingSecret: the name of the secret that it makes." -}}
{{- end -}}
{{- if .Values.ingress.enabled -}}
{{- if and (hasPrefix "https:" $url) (eq .Values.ingress.kind "ingress") (not (or .Values.ingress.tls.secretName .Values.ingress.tls.clusterIssuer)) -}}
{{- $problems = append $problems "ingress.tls is empty: name ingress.tls.clusterIssuer (cert-manager, k8s/cert-manager) or ingress.tls.secretName, a TLS secret of this namespace." -}}
{{- end -}}
{{- if and (eq .Values.ingress.kind "gateway") (not (or .Values.ingress.gateway.className .Values.ingress.gateway.parentRef.name)) -}}
{{- $problems = append $problems "ingress.kind=gateway needs ingress.gateway.className, to make a Gateway of that class, or ingress.gateway.parentRef.name, to join one." -}}
{{- end -}}
{{- if and (eq .Values.ingress.kind "gateway") .Values.ingress.gateway.className (hasPrefix "https:" $url) (not (or .Values.ingress.tls.secretName .Values.ingress.tls.clusterIssuer)) -}}
{{- $problems = append $problems "ingress.gateway.className makes a listener for https, which needs ingress.tls.secretName or ingress.tls.clusterIssuer." -}}
{{- end -}}
{{- range $name, $limit := dict "api" .Values.ingress.limits.api "login" .Values.ingress.limits.login -}}
{{- if mod (int $limit.burst) (int $limit.perSecond) -}}
{{- $problems = append $problems (printf "ingress.limits.%s.burst (%d) must be a multiple of perSecond (%d): ingress-nginx knows the burst as a multiplier only." $name (int $limit.burst) (int $limit.perSecond)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $service := list "api-gateway" "auth-service" "core-service" "mcp-server" "frontend" "llm-worker" -}}
{{- $autoscaling := (index $.Values $service).autoscaling -}}
{{- if and $autoscaling.enabled (gt (int $autoscaling.minReplicas) (int $autoscaling.maxReplicas)) -}}
{{- $problems = append $problems (printf "%s.autoscaling.minReplicas (%d) is above maxReplicas (%d)." $service (int $autoscaling.minReplicas) (int $autoscaling.maxReplicas)) -}}
{{- end -}}
{{- end -}}
{{- if $problems -}}
{{- fail (printf "\n\nThe hub cannot be installed like this:\n  - %s\n" (join "\n  - " $problems)) -}}
{{- end -}}
{{- end -}}
