#!/bin/sh
# Restore the newest backup of a folder, or the file that is named, and say what is in it.
#
#   deploy/restore.sh WORKSPACE FOLDER-OR-FILE [ADMIN-URL]
#
# Stop `heartbeat serve` and `heartbeat worker` first. What stood before is kept under another name; nothing of it is touched
# until the backup is in whole. ADMIN-URL is needed for a Postgres of your own. HEARTBEAT names the program where it is not on
# the PATH.
set -eu

usage() {
    sed -n '2,4p' "$0" | cut -c3- >&2
    exit 2
}

[ $# -ge 2 ] && [ $# -le 3 ] || usage
workspace=$1
heartbeat=${HEARTBEAT:-heartbeat}

file=$2
if [ -d "$file" ]; then
    file=$(find "$file" -maxdepth 1 -type f -name 'heartbeat-????????T??????Z.dump' | sort | tail -n 1)
    if [ -z "$file" ]; then
        echo "restore: no heartbeat-<time>.dump lies in $2" >&2
        exit 1
    fi
fi
echo "restoring $file"

if [ $# -eq 3 ]; then
    "$heartbeat" -w "$workspace" db restore "$file" --admin-url "$3"
else
    "$heartbeat" -w "$workspace" db restore "$file"
fi
"$heartbeat" -w "$workspace" db status
