namespace Penstock.Workers.Chat;

/// <summary>Where a webhook channel sends to.</summary>
/// <param name="Url">http or https.</param>
public sealed record WebhookOptions(Uri Url)
{
    /// <summary>What messages call it. Default: webhook.</summary>
    public string Channel { get; init; } = "webhook";

    /// <summary>Sent as <c>Authorization: Bearer …</c>. Null: none.</summary>
    public string? Token { get; init; }

    /// <summary>How long a call may take. Default: 10 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}
