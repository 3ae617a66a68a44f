# docker build -t gar-preflight . && docker run --rm --user "$(id -u)" -v "$PWD:/work" gar-preflight images
FROM node:24-alpine
RUN apk add --no-cache git
COPY dist /opt/gar-preflight/dist
COPY docs/rules /opt/gar-preflight/docs/rules
COPY LICENSE /opt/gar-preflight/LICENSE
USER node
WORKDIR /work
ENTRYPOINT ["node", "/opt/gar-preflight/dist/cli.js"]
CMD ["check"]
