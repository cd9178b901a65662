# hookops and the packages that it was tested with. Built from a checkout: docker build -t hookops .
# The digest behind the tag is Dependabot's to add and to renew.
FROM python:3.13-slim-bookworm AS build
WORKDIR /src
COPY requirements/runtime.lock requirements/build.lock requirements/
# Complete and by their hashes: nothing is resolved, and nothing comes in that was not tested.
RUN python -m venv /opt/hookops \
    && /opt/hookops/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements/runtime.lock \
    && python -m venv /opt/build \
    && /opt/build/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements/build.lock
COPY pyproject.toml README.md LICENSE ./
COPY hookops hookops
COPY schemas schemas
COPY examples/services examples/services
RUN /opt/build/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheel . \
    && /opt/hookops/bin/pip install --no-cache-dir --no-deps /wheel/*.whl \
    && /opt/hookops/bin/pip uninstall --yes pip

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --create-home hookops
COPY --from=build /opt/hookops /opt/hookops
ENV PATH=/opt/hookops/bin:$PATH PYTHONUNBUFFERED=1
# By number, so that Kubernetes can see that it is not root.
USER 10001
WORKDIR /work
ENTRYPOINT ["hookops"]
CMD ["--help"]
