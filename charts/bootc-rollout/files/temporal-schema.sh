# Makes what is missing of both databases and brings it up to date; does nothing where nothing is to be done.
set -eu
for store in temporal visibility; do
  case $store in
    temporal) export SQL_DATABASE="$DBNAME" ;;
    visibility) export SQL_DATABASE="$VISIBILITY_DBNAME" ;;
  esac
  if [ "$CREATE_DATABASES" = true ]; then
    temporal-sql-tool create-database
  fi
  temporal-sql-tool setup-schema --version 0.0
  temporal-sql-tool update-schema --schema-name "postgresql/v12/$store"
done
