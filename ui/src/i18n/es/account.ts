import type { Section } from '../shape'

export const account: Section<'account'> = {
  signIn: {
    title: 'Iniciar sesión en Tiercel',
    return: 'Volverá a {place}.',
    first: 'Detrás están los flujos, las ejecuciones y los registros.',
    email: 'Correo electrónico',
    password: 'Contraseña',
    show: 'Mostrar la contraseña',
    hide: 'Ocultar la contraseña',
    submit: 'Iniciar sesión',
    submitting: 'Iniciando sesión…',
    hint: 'La primera cuenta viene de la configuración o del entorno del servidor. Si no tiene ninguna, pregunte a quien administra el servidor.',
    wrong: 'El correo o la contraseña no son correctos.',
    many: 'Demasiados intentos. Espere un minuto e inténtelo de nuevo.',
  },
  setUp: {
    title: 'Crear la primera cuenta',
    text: 'Puede hacer todo en este servidor.',
    email: 'Correo electrónico',
    password: 'Contraseña',
    again: 'Repetir la contraseña',
    differs: 'Las dos contraseñas no coinciden.',
    submit: 'Crear cuenta',
    submitting: 'Creando…',
    done: 'Este servidor ya tiene su cuenta.',
    toSignIn: 'Iniciar sesión',
    rules: {
      length: { one: 'al menos {n} carácter', other: 'al menos {n} caracteres' },
      upper: 'una mayúscula',
      lower: 'una minúscula',
      digit: 'un dígito',
      special: 'uno de {signs}',
      missing: '{rule}, falta',
      met: '{rule}, cumplido',
    },
  },
}
