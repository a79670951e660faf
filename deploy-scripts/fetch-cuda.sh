#!/usr/bin/env bash
# Adds ONNX Runtime's CUDA provider to the built command (artifacts/publish), so that models run on NVIDIA GPUs.
# Needs on the machine where it runs: an NVIDIA driver, CUDA 13 (cublas, cudart, curand), and cuDNN 9
# for some operators, such as convolutions.
source "$(dirname "$0")/lib/common.sh"
source "$repo_root/deploy-scripts/lib/native-packages.sh"

publish="$repo_root/artifacts/publish"
providers=(libonnxruntime_providers_cuda.so libonnxruntime_providers_shared.so)

need npm openssl
[ "$(uname -sm)" = "Linux x86_64" ] || fail "the CUDA provider is built for x86-64 Linux only, this is $(uname -sm)"
[ -e "$publish/libonnxruntime.so" ] || fail "artifacts/publish holds no build: run deploy-scripts/build.sh first"

# The provider and the core library must be of the same release: 1.29.0, as in lib/native-packages.sh.
fetch_npm_package com.github.asus4.onnxruntime.linux-x64-gpu 0.4.9 \
  FopIhNE/Ng+v2X65wVc9clPCBCvhvA53Hxo2U0Kf5fGdVsC7iCA+mZ0KLWggcQAj7TIZ6pNidR4AC10g74Xo6w== \
  onnxruntime-cuda "${providers[@]/#/Plugins/Linux/x64/}" LICENSE

for provider in "${providers[@]}"; do
  cp --reflink=auto "$packages_dir/onnxruntime-cuda/Plugins/Linux/x64/$provider" "$publish/"
done
say "The CUDA provider is installed in artifacts/publish"

missing=$(ldd "$publish/libonnxruntime_providers_cuda.so" 2>/dev/null | awk '/not found/ { print $1 }' | sort -u | paste -sd ' ')
if [ -n "$missing" ]; then
  say "Missing on this machine: $missing"
  say "Install CUDA 13 and cuDNN 9 (https://developer.nvidia.com/cuda-downloads); until then DEVICE 'auto' uses the CPU"
elif ! nvidia-smi --list-gpus >/dev/null 2>&1; then
  say "No NVIDIA GPU found here (nvidia-smi); DEVICE 'auto' uses the CPU"
else
  say "Try it: SETTINGS (DEVICE 'cuda:0')"
fi
