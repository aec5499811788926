# WorkChat in a container. The school's records, keys and media are in /data: keep that volume.
FROM python:3.11-slim
WORKDIR /workchat
COPY app.py requirements.txt ./
RUN python3 app.py install
COPY . .
RUN useradd --create-home workchat && install -d -o workchat -m 700 /data
USER workchat
ENV WORKCHAT_INSTANCE=/data WORKCHAT_HOST=0.0.0.0
VOLUME /data
EXPOSE 8000
CMD ["python3", "app.py"]
