# Completions: the installed files are valid in their shells, and complete what they should.

load helpers/common

setup() {
  BASH_DIR=$EVTOOLS_PREFIX/share/bash-completion/completions
  ZSH_DIR=$EVTOOLS_PREFIX/share/zsh/site-functions
  FISH_DIR=$EVTOOLS_PREFIX/share/fish/vendor_completions.d
  cd "$BATS_TEST_TMPDIR"
  mkdir -p dir
  : >'a file.ev'
}

need() {
  command -v "$1" >/dev/null || skip "$1 is not installed"
}

# complete_bash WORD…: what bash would offer for the last word, one a line; `-o OPTION`, `+o OPTION` are what the
# function asks of readline. Words are split as bash splits them: `--name=value` is three.
complete_bash() {
  bash --norc -c '
    compopt() { echo "$@"; }
    source "$1/$2"
    [[ $(complete -p "$2") == *" -F "*" $2" ]] || exit 1
    function=$(complete -p "$2"); function=${function##* -F }; function=${function%% *}
    shift
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    "$function"
    printf "%s\n" "${COMPREPLY[@]}"
  ' bash "$BASH_DIR" "$@"
}

@test "every tool has completions for three shells" {
  for tool in "$EVTOOLS_PREFIX"/bin/*; do
    name=${tool##*/}
    [ -s "$BASH_DIR/$name" ]
    [ -s "$ZSH_DIR/_$name" ]
    [ -s "$FISH_DIR/$name.fish" ]
  done
}

@test "bash: all files are valid and name a function that exists" {
  for file in "$BASH_DIR"/ev*; do
    bash -n "$file"
    bash --norc -c 'source "$1"; f=$(complete -p "$2"); f=${f##* -F }; declare -F "${f%% *}"' bash "$file" "${file##*/}"
  done
}

@test "zsh: all files are valid and found by compinit" {
  need zsh
  for file in "$ZSH_DIR"/_ev*; do
    zsh -n "$file"
    name=${file##*/_}
    run -0 zsh -f -c 'fpath=("$1" $fpath); autoload -U compinit; compinit -u -d "$3"; print -r -- $_comps[$2]' \
      zsh "$ZSH_DIR" "$name" "$BATS_TEST_TMPDIR/zcompdump"
    [ "$output" = "_$name" ]
  done
}

@test "fish: all files are valid" {
  need fish
  for file in "$FISH_DIR"/ev*.fish; do
    fish --no-config -n "$file"
    fish --no-config -c "source '$file'"
  done
}

@test "bash: options, with = where a value belongs and no blank after it" {
  run -0 complete_bash evcat --ou
  [ "$output" = "-o nospace
+o default +o bashdefault
--output-format=
--output=" ]
  run -0 complete_bash evcat --deb
  [ "$output" = "+o default +o bashdefault
--debug" ]
}

@test "bash: the words an option takes, in both spellings" {
  for words in "-O r" "--output-format r" "--output-format = r"; do
    # shellcheck disable=SC2086
    run -0 complete_bash evcat $words
    [ "$output" = "+o default +o bashdefault
raw" ]
  done
  run -0 complete_bash evcat --output-format =
  [ "${lines[1]}" = text ]
}

@test "bash: file names are readline's, values nobody can guess are nothing" {
  run -0 complete_bash evcat a
  [ "$output" = "" ]
  run -0 complete_bash evcat --output a
  [ "$output" = "" ]
  run -0 complete_bash evcat --events 1
  [ "$output" = "+o default +o bashdefault" ]
}

@test "bash: after -- there are no options" {
  run -0 complete_bash evcat -- --ou
  [ "$output" = "" ]
}

@test "bash: a file name with a blank is completed and quoted on a real command line" {
  need script
  printf 'source %q\nevcat a\t\ncat a\t\nexit\n' "$BASH_DIR/evcat" |
    script -q -e -c "bash --norc --noprofile -i" /dev/null >out 2>&1 || :
  grep -q 'evcat a\\ file.ev' out
}

@test "fish: options and words with their descriptions" {
  need fish
  fish_completes() { fish --no-config -c "source '$FISH_DIR/evcat.fish'; complete -C '$1'"; }
  run -0 fish_completes 'evcat --output-f'
  [[ $output == --output-format*Write* ]]
  run -0 fish_completes 'evcat --output-format=ra'
  [[ $output == --output-format=raw* ]]
  run -0 fish_completes 'evcat -O l'
  [[ $output == logfmt* ]]
  run -0 fish_completes 'evcat a'
  [[ $output == *'a file.ev'* ]]
}

# What zsh shows on a real command line for a prefix and a TAB.
complete_zsh() {
  zsh -f -c '
    zmodload zsh/zpty
    zpty shell env TERM=dumb zsh -f -i
    zpty -w shell "PS1=; unsetopt zle_bracketed_paste; fpath=(\"$1\" \$fpath); autoload -U compinit; compinit -u -d \"$2\""
    zpty -w shell "bindkey \"^I\" expand-or-complete; zstyle \":completion:*\" list-separator --; LISTMAX=1000; print rea\"\"dy"
    zpty -r shell line "*ready*"
    zpty -n -w shell "$3"$'"'\\t'"'
    sleep 1
    zpty -n -w shell $'"'\\x15'"'
    zpty -w shell "print do\"\"ne"
    zpty -r shell line "*done*"
    print -r -- "$line"
  ' zsh "$ZSH_DIR" "$BATS_TEST_TMPDIR/zcompdump" "$1"
}

@test "zsh: options and words on a real command line" {
  need zsh
  run -0 complete_zsh 'evcat --output-f'
  [[ $output == *--output-format=* ]]
  run -0 complete_zsh 'evcat -O logf'
  [[ $output == *logfmt* ]]
}
