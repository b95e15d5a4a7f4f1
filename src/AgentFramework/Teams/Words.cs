using Microsoft.Extensions.AI;

namespace DurableTeams.AgentFramework.Teams;

/// <summary>The words of messages, as a team is told them.</summary>
internal static class Words
{
    /// <summary>The text of all messages; where there are several, each is told with who said it. Null for none.</summary>
    /// <exception cref="NotSupportedException">There is something that is no text.</exception>
    public static string? Of(IReadOnlyList<ChatMessage> messages)
    {
        if (messages.SelectMany(message => message.Contents).FirstOrDefault(content => content is DataContent or UriContent
            or HostedFileContent) is { } other)
            throw new NotSupportedException($"A team is told words; it cannot be given a {other.GetType().Name}.");
        var said = messages.Where(message => message.Text.Trim().Length > 0).ToList();
        return said switch
        {
            [] => null,
            [var only] => only.Text,
            _ => string.Join("\n\n", said.Select(message => $"{message.AuthorName ?? message.Role.Value}: {message.Text}")),
        };
    }
}
