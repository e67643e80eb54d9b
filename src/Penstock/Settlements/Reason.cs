namespace Penstock;

/// <summary>Why a delivery failed, for dead letters and logs.</summary>
/// <param name="Type">The error's class, such as <c>PostgresException</c>: the label people group by.</param>
/// <param name="Message">One readable text, without a stack trace.</param>
public sealed record Reason(string Type, string Message)
{
    public static Reason From(Exception error) => new(error.GetType().Name, error.Message);

    /// <summary>The message, cut to what a column of a fixed width takes. Never splits a surrogate pair.</summary>
    public string Cut(int characters)
    {
        if (Message.Length <= characters)
            return Message;

        return Message[..(char.IsHighSurrogate(Message[characters - 1]) ? characters - 1 : characters)];
    }
}
