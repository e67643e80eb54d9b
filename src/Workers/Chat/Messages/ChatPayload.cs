namespace Penstock.Workers.Chat;

/// <summary>What a message says: a text, or a file that was uploaded.</summary>
/// <param name="Content">The text; null for a file.</param>
/// <param name="FileId">The file; null for a text.</param>
public sealed record ChatPayload(string? Content, Guid? FileId)
{
    public const string TextType = "text";

    public const string FileType = "file";

    public bool IsFile => FileId is not null;

    public string Type => IsFile ? FileType : TextType;

    public static ChatPayload OfText(string content) => new(content, null);

    public static ChatPayload OfFile(Guid file) => new(null, file);
}
