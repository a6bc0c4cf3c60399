# The program in an image. Build it first, outside: mvn -Dquick package
# Debian or Ubuntu underneath, not Alpine: the state store of Kafka Streams is a glibc library.
FROM eclipse-temurin:17.0.19_10-jre-noble

RUN groupadd --system --gid 10001 starstream \
    && useradd --system --uid 10001 --gid 10001 --home-dir /var/lib/starstream --create-home \
        --shell /usr/sbin/nologin starstream

COPY LICENSE NOTICE /opt/starstream/
# Libraries change less often than the program: a layer of their own.
COPY app/target/lib /opt/starstream/lib
COPY app/target/starstream.jar /opt/starstream/

USER 10001:10001
WORKDIR /var/lib/starstream
VOLUME /var/lib/starstream
EXPOSE 8080

# Heap leaves room for the state store, which is outside it. JAVA_TOOL_OPTIONS adds more options.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", \
    "-cp", "/opt/starstream/starstream.jar:/opt/starstream/lib/*", "dev.starstream.app.Starstream"]
CMD ["help"]
