#!/bin/sh
# Writes the configuration for this place and runs nginx in the foreground.
set -eu
: "${RINGFENCE_UPSTREAM:?host:port of Ringfence}" "${WAF_LISTEN:?address and port to listen at}"
: "${WAF_STATE:?a directory that may be written to}" "${WAF_RULES:?the directory of modsecurity.conf}"
export RINGFENCE_UPSTREAM WAF_LISTEN WAF_STATE WAF_RULES
WAF_TLS=${WAF_TLS-"ssl_certificate $WAF_RULES/tls.crt; ssl_certificate_key $WAF_RULES/tls.key; ssl_protocols TLSv1.3;"}
export WAF_TLS
mkdir -p "$WAF_STATE/body" "$WAF_STATE/proxy"
here=$(dirname "$0")
for file in nginx.conf modsecurity.conf; do
  source="$here/$file.template"
  [ -e "$source" ] || source="$here/$file"
  sed -e "s|\${RINGFENCE_UPSTREAM}|$RINGFENCE_UPSTREAM|g" -e "s|\${WAF_LISTEN}|$WAF_LISTEN|g" -e "s|\${WAF_STATE}|$WAF_STATE|g" \
      -e "s|\${WAF_RULES}|$WAF_RULES|g" -e "s|\${WAF_TLS}|$WAF_TLS|g" "$source" > "$WAF_STATE/$file"
done
exec nginx -p "$WAF_STATE" -c "$WAF_STATE/nginx.conf" -g 'daemon off;'
