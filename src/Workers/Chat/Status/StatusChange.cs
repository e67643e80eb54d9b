namespace Penstock.Workers.Chat;

/// <summary>An update that was handled, and what it did.</summary>
internal sealed record StatusChange(StatusUpdate Update, StatusEffect Effect);
