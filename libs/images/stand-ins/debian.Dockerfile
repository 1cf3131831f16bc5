# Stands in for debian:trixie-slim: what debootstrap made.
FROM scratch
ADD debian.tar /
CMD ["bash"]
