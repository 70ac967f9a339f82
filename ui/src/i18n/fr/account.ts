import type { Section } from '../shape'

export const account: Section<'account'> = {
  signIn: {
    title: 'Se connecter à Tiercel',
    return: 'Vous reviendrez à {place}.',
    first: 'Flows, exécutions et logs vous attendent.',
    email: 'E-mail',
    password: 'Mot de passe',
    show: 'Afficher le mot de passe',
    hide: 'Masquer le mot de passe',
    submit: 'Se connecter',
    submitting: 'Connexion…',
    hint: 'Le premier compte vient de la configuration ou de l’environnement du serveur. Si vous n’en avez pas, adressez-vous à la personne qui gère le serveur.',
    wrong: 'E-mail ou mot de passe incorrect.',
    many: 'Trop de tentatives. Attendez une minute, puis réessayez.',
    by: 'Se connecter avec {name}',
    refused:
      'La connexion par le fournisseur a échoué. Réessayez ou adressez-vous à la personne qui gère le serveur.',
    unavailable:
      'Le fournisseur ne répond pas. Utilisez votre mot de passe ou réessayez plus tard.',
  },
  setUp: {
    title: 'Créer le premier compte',
    text: 'Il a tous les droits sur ce serveur.',
    code: 'Code',
    codeHint: 'Le journal du serveur l’affiche au démarrage.',
    email: 'E-mail',
    password: 'Mot de passe',
    again: 'Répéter le mot de passe',
    differs: 'Les deux mots de passe diffèrent.',
    submit: 'Créer le compte',
    submitting: 'Création…',
    done: 'Ce serveur a déjà son compte.',
    toSignIn: 'Se connecter',
    rules: {
      length: { one: 'au moins {n} caractère', other: 'au moins {n} caractères' },
      upper: 'une majuscule',
      lower: 'une minuscule',
      digit: 'un chiffre',
      special: 'l’un de {signs}',
      missing: '{rule}, manquant',
      met: '{rule}, rempli',
    },
  },
}
