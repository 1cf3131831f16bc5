{{/* dict "root" $ "name" "backup" "job" <backup or restore> "schedule" … "suspend" … "claim" …. */}}
{{- define "hub.backupJob" -}}
{{- $backup := .root.Values.backup -}}
apiVersion: batch/v1
kind: CronJob
metadata:
  name: {{ .root.Release.Name }}-{{ .job }}
  labels:
    {{- include "hub.labels" . | nindent 4 }}
spec:
  schedule: {{ .schedule | quote }}
  timeZone: Etc/UTC
  suspend: {{ .suspend }}
  concurrencyPolicy: Forbid
  successfulJobsHistoryLimit: 1
  failedJobsHistoryLimit: 3
  jobTemplate:
    spec:
      backoffLimit: {{ ternary 0 2 .suspend }}
      template:
        metadata:
          labels:
            {{- include "hub.labels" . | nindent 12 }}
        spec:
          {{- include "hub.podBasics" .root | nindent 10 }}
          restartPolicy: Never
          containers:
            - name: {{ .job }}
              image: {{ $backup.image }}
              imagePullPolicy: {{ .root.Values.global.image.pullPolicy }}
              command: [/bin/sh, /scripts/{{ .job }}.sh]
              env:
                {{- include "hub.secretVariable" (dict "root" .root "setting" "DATABASE_URL" "key" $backup.secretKey "isNeeded" true) | nindent 16 }}
                - { name: KEEP, value: {{ $backup.keep | toString | quote }} }
                - { name: RESTORE_FILE, value: {{ $backup.restoreFile | quote }} }
              resources:
                {{- toYaml $backup.resources | nindent 16 }}
              securityContext:
                {{- include "hub.containerSecurity" . | nindent 16 }}
              volumeMounts:
                - { name: backups, mountPath: /backups }
                - { name: scripts, mountPath: /scripts, readOnly: true }
                - { name: tmp, mountPath: /tmp }
          volumes:
            - { name: backups, persistentVolumeClaim: { claimName: {{ .claim }} } }
            - { name: scripts, configMap: { name: {{ .root.Release.Name }}-backup } }
            - { name: tmp, emptyDir: {} }
{{- end -}}
