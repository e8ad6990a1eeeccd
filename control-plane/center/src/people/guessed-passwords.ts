/** Words that long passwords of leaked lists are made of; everything shorter than 12 characters is refused anyway. */
export const GUESSED_WORDS: ReadonlySet<string> = new Set([
  ...['password', 'passw0rd', 'p@ssw0rd', 'p@ssword', 'passwort', 'passphrase', 'mypassword', 'thisismypassword'],
  ...['qwerty', 'qwertyuiop', 'qwertyuiopasdfgh', 'asdfghjkl', 'zxcvbnm', 'qazwsxedc', '1qaz2wsx3edc', '1q2w3e4r5t6y'],
  ...['administrator', 'admin', 'adminadmin', 'root', 'rootroot', 'superuser', 'letmein', 'welcome', 'changeme'],
  ...['iloveyou', 'sunshine', 'princess', 'football', 'baseball', 'dragon', 'monkey', 'trustno1', 'starwars'],
  ...['omamori', 'omamorisama', 'security', 'firewall', 'center', 'kanshicenter', 'sakura', 'sakurasakura', 'nippon'],
  ...['japan', 'tokyo', 'aishiteru', 'konnichiwa', 'arigatou', 'doraemon', 'pokemon', 'correcthorsebatterystaple'],
  ...['himitsu', 'pasuwado', 'yoroshiku', 'hogehoge', 'testtest', 'test', 'guest', 'user', 'login', 'access', 'secret'],
]);
