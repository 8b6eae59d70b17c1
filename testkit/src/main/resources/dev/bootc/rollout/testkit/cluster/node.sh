# Process 1 of a node, in namespaces of its own: folders in place of the machine's, an address, then containerd, the
# kubelet and its proxy. Its end is the end of everything that it and they have started.
set -eu

# The kubelet sets these for the whole machine, unless it finds them as it wants them.
for setting in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1; do
  file=$NODE_FOLDER/sysctl/${setting%=*}
  mkdir -p "$(dirname "$file")"
  echo "${setting#*=}" >"$file"
  mount --bind "$file" "/proc/sys/${setting%=*}"
done
mount --bind "$NODE_FOLDER/boot_id" /proc/sys/kernel/random/boot_id
for folder in var/lib var/log; do
  mkdir -p "$NODE_FOLDER/$folder"
  mount --bind "$NODE_FOLDER/$folder" "/$folder"
done
mount -t tmpfs tmpfs /run

# One control group for each node: each kubelet removes the groups of pods that it does not know.
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
  mkdir -p "/sys/fs/cgroup/$CONTROL_GROUP"
else
  for hierarchy in /sys/fs/cgroup/*/; do
    [ ! -e "$hierarchy/cgroup.controllers" ] || continue
    mkdir -p "$hierarchy/$CONTROL_GROUP"
    for inherited in cpuset.cpus cpuset.mems; do
      [ ! -e "$hierarchy/$inherited" ] || cat "$hierarchy/$inherited" >"$hierarchy/$CONTROL_GROUP/$inherited"
    done
  done
fi

ip link set lo up
until ip link show eth0 >/dev/null 2>&1; do sleep 0.05; done
ip address add "$NODE_ADDRESS/24" dev eth0
ip link set eth0 up
ip route add default via "$GATEWAY"
# Pods of the other nodes, as "network=node".
for route in $ROUTES; do ip route add "${route%=*}" via "${route#*=}"; done
echo 1 >/proc/sys/net/ipv4/ip_forward

containerd --config "$NODE_FOLDER/containerd.toml" >"$NODE_FOLDER/containerd.log" 2>&1 &
until ctr --address "$NODE_FOLDER/ct.sock" version >/dev/null 2>&1; do sleep 0.1; done
"$KUBELET" --config "$NODE_FOLDER/kubelet.yaml" --kubeconfig "$KUBELET_KUBECONFIG" --node-ip "$NODE_ADDRESS" \
  --hostname-override "$NODE_NAME" >"$NODE_FOLDER/kubelet.log" 2>&1 &
# It ends by itself when its node gets an address only after it has looked, and is to be started again, as its DaemonSet
# does elsewhere. Without the last three flags it would change what the machine's connections are tracked with.
while :; do
  "$KUBE_PROXY" --kubeconfig "$PROXY_KUBECONFIG" --proxy-mode iptables --hostname-override "$NODE_NAME" \
    --cluster-cidr "$POD_NETWORKS" --conntrack-max-per-core 0 --conntrack-tcp-timeout-established 0 \
    --conntrack-tcp-timeout-close-wait 0 >>"$NODE_FOLDER/kube-proxy.log" 2>&1 || true
  sleep 0.5
done &
wait
