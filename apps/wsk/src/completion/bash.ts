import type { CompletionPlace } from './words';

/**
 * A script for bash that completes commands and flags, and file names where neither fits.
 * The names in it are those of `places`, all of them letters and dashes.
 */
export function bashCompletion(places: readonly CompletionPlace[]): string {
  const known = places.map(({ path }) => path).filter((path) => path !== '');
  const cases = places.map(
    ({ path, names, flags }) => `    '${path}') names='${names.join(' ')}' flags='${flags.join(' ')}' ;;`,
  );
  return `# Completion of wsk for bash: source this file.
_wsk() {
  local word=\${COMP_WORDS[COMP_CWORD]} path= names= flags= i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path/\${COMP_WORDS[i]}" in
    ${known.join(' | ')})
      path+="/\${COMP_WORDS[i]}" ;;
    esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  [[ $word == -* ]] && names=$flags
  COMPREPLY=($(compgen -W "$names" -- "$word"))
}
complete -o default -F _wsk wsk
`;
}

/** The same for zsh, which understands completions of bash. */
export function zshCompletion(places: readonly CompletionPlace[]): string {
  return `#compdef wsk
autoload -U +X compinit && compinit
autoload -U +X bashcompinit && bashcompinit
${bashCompletion(places)}`;
}
