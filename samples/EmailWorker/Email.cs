using System.Text.Json;
using Penstock;

namespace EmailWorker;

/// <summary>What is in a message, and what is done with it.</summary>
internal sealed record Email(string To, string Subject)
{
    // What this throws is the message's own fault: it becomes a dead letter at once.
    public static Email Decode(Delivery delivery) => JsonSerializer.Deserialize<Email>(delivery.Body.Span, JsonSerializerOptions.Web)!;

    // Returning means that it is done. After a crash it may be called again: the message's name makes that the same file.
    public static async ValueTask SendAsync(Email email, Delivery delivery, CancellationToken giveUp)
    {
        if (email.To?.Contains('@') != true)
            throw new RejectedException($"'{email.To}' is no address.");
        var outbox = Directory.CreateDirectory("outbox");
        await File.WriteAllTextAsync(
            Path.Combine(outbox.FullName, $"{Path.GetFileName(delivery.Origin)}.eml"), $"To: {email.To}\nSubject: {email.Subject}\n", giveUp);
    }
}
