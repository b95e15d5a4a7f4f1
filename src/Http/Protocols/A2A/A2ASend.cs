using System.Text.Json;
using DurableTeams.Errors;
using DurableTeams.Http.Requests;
using DurableTeams.Runs.Callbacks;

namespace DurableTeams.Http.Protocols.A2A;

/// <summary><c>SendMessageRequest</c> (A2A 1.0, section 3.2.1).</summary>
/// <param name="Message">The message.</param>
/// <param name="ReturnImmediately">Whether the task is answered as it is, instead of as it ended or paused.</param>
/// <param name="HistoryLength">The most messages of its history; null for no limit.</param>
/// <param name="UserId">The user who asks, <c>metadata.userId</c> of the request or the message.</param>
/// <param name="Metadata">The metadata of the request.</param>
/// <param name="Push">Who is told of the task.</param>
internal sealed record A2ASend(
    A2AMessage Message, bool ReturnImmediately, int? HistoryLength, string? UserId, JsonElement? Metadata, RunCallback? Push)
{
    private const int MaxIdLength = 200;

    /// <summary>Reads it.</summary>
    /// <exception cref="ApiException">400: it is no such request.</exception>
    public static A2ASend Read(BodyFields request, string teamId)
    {
        CheckTenant(request, teamId);
        var message = A2AMessage.Read(
            request.OptionalFields("message") ?? throw ApiErrors.InvalidField("message", "is required, an object."));
        var configuration = request.OptionalFields("configuration");
        return new A2ASend(
            message, configuration?.OptionalFlag("returnImmediately") ?? false, History(configuration),
            request.OptionalFields("metadata")?.OptionalId("userId", MaxIdLength)
                ?? message.Metadata?.OptionalId("userId", MaxIdLength),
            request.OptionalObject("metadata"),
            configuration?.OptionalFields("taskPushNotificationConfig") is { } push ? A2APush.Read(push) : null);
    }

    /// <summary>Refuses a tenant that is not the team: cards name none.</summary>
    /// <exception cref="ApiException">400.</exception>
    public static void CheckTenant(BodyFields request, string teamId)
    {
        if (request.OptionalText("tenant", MaxIdLength) is { Length: > 0 } tenant && tenant != teamId)
            throw ApiErrors.InvalidField("tenant", "is not the team of this address; leave it out.");
    }

    /// <summary>The most messages of a task's history.</summary>
    public static int? History(BodyFields? fields) => (int?)fields?.OptionalNumber("historyLength", 0, int.MaxValue);
}
