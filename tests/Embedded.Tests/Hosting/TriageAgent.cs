using DurableTeams.Models;
using Microsoft.Extensions.AI;

namespace DurableTeams.Embedded.Tests.Hosting;

/// <summary>
/// The example of docs/how-to/write-agents-in-code.md: an agent without a model that opens a ticket and hands money matters over.
/// </summary>
internal sealed class TriageAgent : ICodeAgent
{
    public string Name => "triage";

    public Task<CodeAgentReply> TakeTurnAsync(CodeAgentTurn turn, CancellationToken cancellationToken)
    {
        var ticket = turn.Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().LastOrDefault();
        if (ticket is null)
        {
            return Task.FromResult(
                CodeAgentReply.Call("open_ticket", new Dictionary<string, object?> { ["subject"] = turn.Asked }));
        }

        return Task.FromResult(turn.Asked.Contains("invoice", StringComparison.OrdinalIgnoreCase)
            ? CodeAgentReply.TransferTo("billing", $"It is about money, ticket {ticket.Result}.")
            : CodeAgentReply.Say($"We look into it; your ticket is {ticket.Result}."));
    }
}
