# What every run of a fuzzer is given; for .ci/fuzz and scripts/torture.sh, which read this file. A run that takes two
# seconds, half a gigabyte, or a quarter of one at once, is a finding. README.md says why two seconds.
fuzz_options=(-timeout=2 -rss_limit_mb=512 -malloc_limit_mb=256 -entropic_scale_per_exec_time=1 -print_final_stats=1)

# on_processor NUMBER COMMAND...: runs it on one processor, where the system has taskset: memory that is given back then
# need not be forgotten by the others, which takes a fifth of the time of the targets of whole files.
on_processor() {
  local number=$(($1 % $(nproc)))
  shift
  if taskset -c "$number" true 2>/dev/null; then taskset -c "$number" "$@"; else "$@"; fi
}
