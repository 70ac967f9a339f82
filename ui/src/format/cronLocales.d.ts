// Loading one is all that is done with it: it tells the library its words.
declare module 'cronstrue/locales/*'
