#!/bin/sh
# Back up a workspace's database, and forget old backups. For a timer or cron.
#
#   deploy/backup.sh WORKSPACE FOLDER [KEEP]
#
# Writes FOLDER/heartbeat-<UTC time>.dump, which `heartbeat db backup` has read to its end, and removes all but the newest KEEP
# (14 unless said) of the files that are named so. Nothing is removed unless the new one is whole. Exit code 0 means: it is.
#
# HEARTBEAT names the program where it is not on the PATH. AFTER_BACKUP, if set, is a command that gets the file as its argument:
# what copies it to another machine. A backup beside the data it is of is none.
set -eu

usage() {
    sed -n '2,5p' "$0" | cut -c3- >&2
    exit 2
}

[ $# -ge 2 ] && [ $# -le 3 ] || usage
workspace=$1
folder=$2
keep=${3:-14}
case $keep in
'' | *[!0-9]* | 0) usage ;;
esac
heartbeat=${HEARTBEAT:-heartbeat}

umask 077
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
file=$folder/heartbeat-$(date -u +%Y%m%dT%H%M%SZ).dump

"$heartbeat" -w "$workspace" db backup "$file"
if [ -n "${AFTER_BACKUP:-}" ]; then
    $AFTER_BACKUP "$file"
fi

# Names sort as the times in them do; anything else in the folder is left alone.
find "$folder" -maxdepth 1 -type f -name 'heartbeat-????????T??????Z.dump' | sort -r | tail -n "+$((keep + 1))" |
    while IFS= read -r old; do
        rm -- "$old"
        echo "removed $old"
    done
# What a backup left that was killed, and that nobody writes any more.
find "$folder" -maxdepth 1 -type f -name 'heartbeat-????????T??????Z.dump.*partial' -mtime +0 -exec rm -- {} +
