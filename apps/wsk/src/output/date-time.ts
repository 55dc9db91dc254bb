/** `YYYY-MM-DD HH:MM:SS` in the local time zone. */
export function formatLocalTime(ms: number): string {
  const time = new Date(ms);
  const date = [time.getFullYear(), twoDigits(time.getMonth() + 1), twoDigits(time.getDate())].join('-');
  return `${date} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(twoDigits).join(':')}`;
}

/** As {@link formatLocalTime}, with the distance of the zone from UTC: `+0000`. */
export function formatZonedTime(ms: number): string {
  const offset = -new Date(ms).getTimezoneOffset();
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map(twoDigits);
  return `${formatLocalTime(ms)} ${offset < 0 ? '-' : '+'}${hours}${minutes}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
