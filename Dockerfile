# WorkChat in a container. The school's records, keys and media are in /data: keep that volume.
FROM python:3.11-slim-trixie
# pg_dump, for the copies of a Postgres up to this Debian's version: 17.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
WORKDIR /workchat
COPY app.py requirements.txt ./
RUN python3 app.py install
COPY . .
RUN useradd --create-home --uid 1000 workchat && install -d -o workchat -m 700 /data
USER workchat
ENV WORKCHAT_INSTANCE=/data WORKCHAT_HOST=0.0.0.0
VOLUME /data
EXPOSE 8000
CMD ["python3", "app.py"]
