namespace Penstock.Cli;

/// <param name="Api">Where messages are taken.</param>
/// <param name="Secret">Signs the people's tokens.</param>
internal sealed record TalkOptions(Uri Api, string Secret);
