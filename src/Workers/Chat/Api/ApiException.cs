using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace Penstock.Workers.Chat;

/// <summary>A request that is answered with a problem.</summary>
/// <param name="status">HTTP's.</param>
/// <param name="title">What is wrong, always the same text for the same thing.</param>
/// <param name="detail">What is wrong with this one, and what is allowed.</param>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "Never without a status.")]
internal sealed class ApiException(int status, string title, string detail) : Exception(detail)
{
    public int Status => status;

    public string Title => title;

    public static ApiException Invalid(string detail) => new(StatusCodes.Status400BadRequest, "The request is not valid.", detail);

    public static ApiException Unauthorized() => new(
        StatusCodes.Status401Unauthorized, "A token is needed.", "Send 'Authorization: Bearer TOKEN' with a token that is signed and not expired.");

    public static ApiException Forbidden(long conversation) => new(
        StatusCodes.Status403Forbidden, "You are no member of the conversation.", $"Only members of conversation {conversation} may write and read there.");

    public static ApiException NotFound(string what) => new(StatusCodes.Status404NotFound, "There is no such thing.", $"There is no {what}.");

    public static ApiException Unavailable(string detail) => new(StatusCodes.Status503ServiceUnavailable, "Messages can't be taken now.", detail);
}
