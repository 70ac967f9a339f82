{{- define "tiercel.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "tiercel.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains (include "tiercel.name" .) .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "tiercel.name" .) | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "tiercel.selector" -}}
app.kubernetes.io/name: {{ include "tiercel.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "tiercel.labels" -}}
{{ include "tiercel.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "tiercel.image" -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}

{{- define "tiercel.account" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "tiercel.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "tiercel.secret" -}}
{{- default (printf "%s-database" (include "tiercel.fullname" .)) .Values.database.existingSecret -}}
{{- end -}}

{{- define "tiercel.settings" -}}
{{- $database := dict "url" .Values.database.url "username" .Values.database.username -}}
{{- $own := dict "kestra" (dict "repository" (dict "type" "postgres")) -}}
{{- $_ := set $own "datasources" (dict "postgres" $database) -}}
{{- $_ := set $own "endpoints" (dict "all" (dict "port" 8081)) -}}
{{- $_ := set $own "micronaut" (dict "server" (dict "host" "0.0.0.0")) -}}
{{- toYaml (mergeOverwrite (deepCopy .Values.settings) $own) -}}
{{- end -}}

{{- define "tiercel.env" -}}
- name: DATASOURCES_POSTGRES_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ include "tiercel.secret" . }}
      key: {{ .Values.database.secretKey }}
{{- range $name, $from := .Values.secretSettings }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef:
      name: {{ $from.secret }}
      key: {{ $from.key }}
{{- end }}
{{- end -}}

{{- define "tiercel.makesLogin" -}}
{{- $given := or .Values.login.existingSecret .Values.login.insecureAnonymous .Values.login.setup -}}
{{- if not (or $given (hasKey .Values.secretSettings "KESTRA_SERVER_BASIC_AUTH_PASSWORD")) -}}
yes
{{- end -}}
{{- end -}}

{{- define "tiercel.login" -}}
{{- $made := printf "%s-login" (include "tiercel.fullname" .) -}}
{{- if .Values.login.insecureAnonymous }}
- name: TIERCEL_SERVER_INSECURE_ANONYMOUS
  value: "true"
{{- else if .Values.login.setup }}
- name: TIERCEL_SERVER_SETUP
  value: "true"
{{- else if not (hasKey .Values.secretSettings "KESTRA_SERVER_BASIC_AUTH_PASSWORD") }}
- name: KESTRA_SERVER_BASIC_AUTH_USERNAME
  valueFrom:
    secretKeyRef:
      name: {{ default $made .Values.login.existingSecret }}
      key: {{ .Values.login.usernameKey }}
- name: KESTRA_SERVER_BASIC_AUTH_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ default $made .Values.login.existingSecret }}
      key: {{ .Values.login.passwordKey }}
{{- end -}}
{{- end -}}

{{- define "tiercel.mounts" -}}
- name: settings
  mountPath: /etc/tiercel
  readOnly: true
- name: data
  mountPath: /data
{{- end -}}

{{- define "tiercel.volumes" -}}
- name: settings
  configMap:
    name: {{ include "tiercel.fullname" . }}
- name: data
  {{- if .Values.persistence.enabled }}
  persistentVolumeClaim:
    claimName: {{ default (include "tiercel.fullname" .) .Values.persistence.existingClaim }}
  {{- else }}
  emptyDir: {}
  {{- end }}
{{- end -}}
