# docs/FORMAT.md is enough for another language: a second reader agrees with every test vector.

load helpers/common

@test "a reader made from FORMAT.md alone agrees with every test vector" {
  command -v python3 >/dev/null || skip "no python3"
  run -0 python3 "$REPO/tests/format/reader.py"
  echo "$output"
  [[ ${lines[-1]} == *" passed, 0 failed, "* ]]
}
