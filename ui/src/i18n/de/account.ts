import type { Section } from '../shape'

export const account: Section<'account'> = {
  signIn: {
    title: 'Bei Tiercel anmelden',
    return: 'Danach geht es zurück zu {place}.',
    first: 'Dahinter liegen Flows, Ausführungen und Logs.',
    email: 'E-Mail',
    password: 'Passwort',
    show: 'Passwort anzeigen',
    hide: 'Passwort verbergen',
    submit: 'Anmelden',
    submitting: 'Anmeldung läuft …',
    hint: 'Das erste Konto stammt aus der Konfiguration oder Umgebung des Servers. Wenn Sie keines haben, fragen Sie die Person, die den Server betreibt.',
    wrong: 'E-Mail oder Passwort ist falsch.',
    many: 'Zu viele Versuche. Warten Sie eine Minute und versuchen Sie es erneut.',
    by: 'Mit {name} anmelden',
    refused:
      'Die Anmeldung über den Anbieter ist fehlgeschlagen. Versuchen Sie es erneut oder fragen Sie die Person, die den Server betreibt.',
    unavailable:
      'Der Anbieter antwortet nicht. Verwenden Sie Ihr Passwort oder versuchen Sie es später erneut.',
  },
  setUp: {
    title: 'Das erste Konto anlegen',
    text: 'Es darf auf diesem Server alles.',
    code: 'Code',
    codeHint: 'Er steht beim Start im Log des Servers.',
    email: 'E-Mail',
    password: 'Passwort',
    again: 'Passwort wiederholen',
    differs: 'Die beiden Passwörter sind verschieden.',
    submit: 'Konto anlegen',
    submitting: 'Wird angelegt …',
    done: 'Dieser Server hat sein Konto bereits.',
    toSignIn: 'Anmelden',
    rules: {
      length: { one: 'mindestens {n} Zeichen', other: 'mindestens {n} Zeichen' },
      upper: 'ein Großbuchstabe',
      lower: 'ein Kleinbuchstabe',
      digit: 'eine Ziffer',
      special: 'eines von {signs}',
      missing: '{rule}, fehlt noch',
      met: '{rule}, erfüllt',
    },
  },
}
