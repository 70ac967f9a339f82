import type { Section } from '../shape'

export const account: Section<'account'> = {
  signIn: {
    title: 'Tiercel にサインイン',
    return: 'このあと {place} に戻ります。',
    first: 'フロー、実行、ログを利用できます。',
    email: 'メールアドレス',
    password: 'パスワード',
    show: 'パスワードを表示',
    hide: 'パスワードを隠す',
    submit: 'サインイン',
    submitting: 'サインイン中…',
    hint: '最初のアカウントはサーバーの設定または環境変数で決まります。お持ちでない場合は、サーバーの管理者にお問い合わせください。',
    wrong: 'メールアドレスまたはパスワードが違います。',
    many: '試行回数が多すぎます。1 分待ってからやり直してください。',
  },
  setUp: {
    title: '最初のアカウントを作成',
    text: 'このサーバーのすべてを操作できます。',
    email: 'メールアドレス',
    password: 'パスワード',
    again: 'パスワード（再入力）',
    differs: '2 つのパスワードが一致しません。',
    submit: 'アカウントを作成',
    submitting: '作成中…',
    done: 'このサーバーにはすでにアカウントがあります。',
    toSignIn: 'サインイン',
    rules: {
      length: { other: '{n} 文字以上' },
      upper: '大文字',
      lower: '小文字',
      digit: '数字',
      special: '{signs} のいずれか',
      missing: '{rule}、未入力',
      met: '{rule}、OK',
    },
  },
}
