using Microsoft.Extensions.Logging;

namespace Penstock.Workers.Chat;

// Ids: 1–99 outbox, 101–199 API, 201–299 router, 301–399 status, 401–499 channels, 501–599 fallback.
internal static partial class Log
{
}
