import type { Section } from '../shape'

export const account: Section<'account'> = {
  signIn: {
    title: '登录 Tiercel',
    return: '登录后将返回 {place}。',
    first: '登录后可查看流程、执行和日志。',
    email: '邮箱',
    password: '密码',
    show: '显示密码',
    hide: '隐藏密码',
    submit: '登录',
    submitting: '正在登录…',
    hint: '第一个账户来自服务器的配置或环境变量。如果没有账户，请联系服务器管理员。',
    wrong: '邮箱或密码错误。',
    many: '尝试次数过多。请等一分钟后再试。',
  },
  setUp: {
    title: '创建第一个账户',
    text: '该账户可以操作此服务器上的一切。',
    email: '邮箱',
    password: '密码',
    again: '再次输入密码',
    differs: '两次输入的密码不一致。',
    submit: '创建账户',
    submitting: '正在创建…',
    done: '此服务器已有账户。',
    toSignIn: '登录',
    rules: {
      length: { other: '至少 {n} 个字符' },
      upper: '一个大写字母',
      lower: '一个小写字母',
      digit: '一个数字',
      special: '{signs} 之一',
      missing: '{rule}，未满足',
      met: '{rule}，已满足',
    },
  },
}
