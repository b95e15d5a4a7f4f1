using DurableTeams.Models.Providers;
using Microsoft.Extensions.AI;

namespace DurableTeams.Live;

/// <summary>What of a model's answer is told while it comes.</summary>
internal static class LiveParts
{
    public static void Tell(LiveCall call, AIContent part)
    {
        switch (part)
        {
            case TextContent text: call.Say(text.Text); break;
            case TextReasoningContent thought: call.Think(thought.Text); break;
            case ToolCallPart args: call.Call(args.Index, args.CallId, args.Name, args.Arguments); break;
        }
    }
}
