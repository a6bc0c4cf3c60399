# Runs a program that does not watch its parent and ends it when standard input ends or on TERM.
trap '' INT HUP
exec 3<&0
"$@" </dev/null 3<&- &
program=$!
trap 'kill -TERM $program 2>/dev/null' TERM
(
  trap '' TERM
  cat <&3 >/dev/null
  kill -TERM $program
  seconds=0
  while kill -0 $program && [ $seconds -lt 20 ]; do
    sleep 1
    seconds=$((seconds + 1))
  done
  kill -KILL $program
) 2>/dev/null &
wait $program
exit_code=$?
# The trap ends the first wait early.
wait $program 2>/dev/null
exit $exit_code
