{{/* The environment of a service: what the chart knows, what values set, and what only the secret holds. */}}

{{/* A setting as the text that an environment holds: whole numbers without an exponent, maps and lists as JSON. */}}
{{- define "hub.settingText" -}}
{{- if or (kindIs "map" .) (kindIs "slice" .) -}}
{{- toJson . -}}
{{- else if and (kindIs "float64" .) (eq (floor .) .) -}}
{{- printf "%d" (int64 .) -}}
{{- else -}}
{{- toString . -}}
{{- end -}}
{{- end -}}

{{/* A memory limit in MiB. */}}
{{- define "hub.mebibytes" -}}
{{- if hasSuffix "Mi" . -}}{{ trimSuffix "Mi" . | int }}
{{- else if hasSuffix "Gi" . -}}{{ trimSuffix "Gi" . | float64 | mulf 1024 | int }}
{{- else -}}{{- fail (printf "resources.limits.memory is %q: write it in Mi or Gi, e.g. 512Mi, so that Node's heap can be made to fit." .) -}}
{{- end -}}
{{- end -}}

{{/* What values cannot change, as a map of names. */}}
{{- define "hub.wiredSettings" -}}
{{- $root := .root -}}
{{- $values := $root.Values -}}
PORT: {{ include "hub.port" .name | quote }}
NODE_ENV: production
TRUSTED_PROXIES: {{ $values.global.trustedProxies | quote }}
DRAIN_DELAY_MS: '2000'
DRAIN_TIMEOUT_MS: {{ mul $values.drain.timeoutSeconds 1000 | toString | quote }}
NODE_OPTIONS: {{ printf "--max-old-space-size=%d --max-semi-space-size=16" (div (mul (include "hub.mebibytes" $values.resources.limits.memory | int) $values.node.heapPercent) 100) }}
UV_THREADPOOL_SIZE: {{ $values.node.threads | toString | quote }}
{{- with $values.global.tracing.endpoint }}
OTEL_EXPORTER_OTLP_ENDPOINT: {{ . | quote }}
{{- end }}
{{- range $setting, $service := .facts.addresses }}
{{ $setting }}: http://{{ $root.Release.Name }}-{{ $service }}:{{ include "hub.port" $service }}
{{- end }}
{{- if .facts.knowsPublicUrl }}
FRONTEND_URL: {{ include "hub.publicUrl" $root | quote }}
{{- end }}
{{- if and .facts.callsProviders (include "hub.hasSimulator" $root) }}
SIMULATOR_URL: http://{{ $root.Release.Name }}-simulator:{{ include "hub.port" "simulator" }}
SIMULATOR_IN_PRODUCTION: 'true'
{{- end }}
{{- if and .facts.makesAdministrator $values.global.evaluation.enabled (not (hasKey $values.config "ADMIN_EMAIL")) }}
ADMIN_EMAIL: admin@example.com
{{- end }}
{{- end -}}

{{/* A sentence for each setting that stands where it cannot: dict "environment" … "config" … "at" <path of the config>. */}}
{{- define "hub.misplacedSettings" -}}
{{- $secrets := concat .environment.secrets.needed .environment.secrets.optional -}}
{{- range $name, $_ := .config -}}
{{- if has $name $secrets }}
  - {{ $.at }}.{{ $name }} is a secret: put it under the key {{ $name }} into the secret that global.secrets.existingSecret names.
{{- else if has $name $.environment.wired }}
  - {{ $.at }}.{{ $name }} is set by the chart: leave it out.
{{- else if and (has $name $.environment.shared) (ne $.at "global.config") }}
  - {{ $.at }}.{{ $name }} is known by several services, which have to agree: set global.config.{{ $name }}.
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Everything that is no secret, as a map of names: the chart's own, then those for all services, then those of this one. */}}
{{- define "hub.settings" -}}
{{- $values := .root.Values -}}
{{- $settings := include "hub.wiredSettings" . | fromYaml -}}
{{- range $name, $value := $values.global.config -}}
{{- if has $name $.environment.settings -}}{{- $_ := set $settings $name (include "hub.settingText" $value) -}}{{- end -}}
{{- end -}}
{{- range $name, $value := $values.config -}}
{{- $_ := set $settings $name (include "hub.settingText" $value) -}}
{{- end -}}
{{- toYaml $settings -}}
{{- end -}}

{{- define "hub.configMap" -}}
{{- $values := .root.Values -}}
{{- $own := include "hub.misplacedSettings" (dict "environment" .environment "config" $values.config "at" (printf "%s.config" .name)) -}}
{{- $all := include "hub.misplacedSettings" (dict "environment" .environment "config" $values.global.config "at" "global.config") -}}
{{- if or $own $all -}}
{{- fail (printf "\n\nThe hub cannot be installed like this:%s%s\n" $own $all) -}}
{{- end -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "hub.name" .root }}
  labels:
    {{- include "hub.labels" . | nindent 4 }}
data:
  {{- include "hub.settings" . | nindent 2 }}
{{- end -}}

{{/* The secret that the evaluation profile makes for itself. */}}
{{- define "hub.evaluationSecret" -}}
{{- printf "%s-evaluation" .Release.Name -}}
{{- end -}}

{{- define "hub.evaluationKeys" -}}
[DATABASE_URL, REDIS_URL, JWT_SECRET, ADMIN_PASSWORD, POSTGRES_PASSWORD, REDIS_PASSWORD]
{{- end -}}

{{/* One variable from a secret, or nothing where no secret can hold it: dict "root" $ "setting" … "key" … "isNeeded" …. */}}
{{- define "hub.secretVariable" -}}
{{- $global := .root.Values.global -}}
{{- $isOwn := and $global.evaluation.enabled (has .setting (include "hub.evaluationKeys" . | fromYamlArray)) -}}
{{- $secret := ternary (include "hub.evaluationSecret" .root) $global.secrets.existingSecret $isOwn -}}
{{- if $secret -}}
- name: {{ .setting }}
  valueFrom:
    secretKeyRef:
      name: {{ $secret }}
      key: {{ ternary .setting (default .setting .key) $isOwn }}
      {{- if not .isNeeded }}
      optional: true
      {{- end }}
{{- end -}}
{{- end -}}

{{/* The variables of a service that only secrets hold. */}}
{{- define "hub.secretVariables" -}}
{{- $root := .root -}}
{{- $keys := $root.Values.secretKeys -}}
{{- range .environment.secrets.needed }}
{{ include "hub.secretVariable" (dict "root" $root "setting" . "key" (get $keys .) "isNeeded" true) }}
{{- end }}
{{- range .environment.secrets.optional }}
{{- $isHeld := or (ne . "ADMIN_PASSWORD") $root.Values.global.evaluation.enabled (hasKey $root.Values.config "ADMIN_EMAIL") }}
{{- if $isHeld }}
{{ include "hub.secretVariable" (dict "root" $root "setting" . "key" (get $keys .) "isNeeded" (eq . "ADMIN_PASSWORD")) }}
{{- end }}
{{- end }}
{{- end -}}
