using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Storage.Ids;

namespace DurableTeams.Modes;

/// <summary>
/// Two sides argue in turns, in file order, each seeing everything that was said before. After the last round the judge decides
/// who has the better arguments, then answers in words of its own: that is the run's answer.
/// </summary>
internal sealed class DebateMode : ModeDescriptor
{
    private const string Name = "debate", Rounds = "rounds";
    private const int DefaultRounds = 3, MostRounds = 20;

    private static readonly MemberPosition Side = new("side"), Judge = new("judge");

    private static readonly ModeStep Argue = new(
        new AgentStep("argue"),
        brief => brief.Show is null
            ? "Argue your side. The other side reads this and answers."
            : "Argue your side: answer what the other side said, and do not repeat yourself.");

    private static readonly ModeStep Decide = new(
        new AgentStep("decide"),
        _ => "The debate is over. Decide which side has the better arguments. "
            + """Answer with JSON only: {"winner": "<member id>", "reason": "..."}.""")
    {
        Form = (team, _) => AnswerForm.Choice("verdict", "winner", team.At(Side)),
        Choice = "winner",
    };

    private static readonly ModeStep Conclude = new(
        new AgentStep("conclude"),
        _ => "You have decided; your verdict stands last. Now answer the user in your own words, in its sense.");

    /// <summary>Makes a team one of this mode, with so many rounds.</summary>
    public static TeamBuilder Of(TeamBuilder team, int rounds, string? model) =>
        team.In(new TeamMode(Name), model, new JsonObject { [Rounds] = rounds });

    /// <inheritdoc/>
    public override TeamMode Mode => new(Name);

    /// <inheritdoc/>
    public override IReadOnlyList<MemberPosition> Positions => [Side, Side, Judge];

    /// <inheritdoc/>
    public override IReadOnlyList<ModeSetting> Settings { get; } =
    [
        new(Name, "How the sides argue.", ModeSettingValue.Whole(
            Rounds, "How often each side speaks.", DefaultRounds, 1, MostRounds)),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<ModeStep> Steps => [Argue, Decide, Conclude];

    /// <inheritdoc/>
    public override bool MayAnswer(TeamDefinition team, MemberDefinition member) => member.Position == Judge;

    /// <inheritdoc/>
    public override string? AnswersInForm(TeamDefinition team, MemberPosition position) => position == Judge ? "a verdict" : null;

    /// <inheritdoc/>
    public override async Task RunAsync(ITeamRun team)
    {
        var judge = team.Plan.At(Judge)[0];
        List<string> said = [];
        for (var round = 0; round < team.Plan.Setting(Name, Rounds); round++)
        {
            foreach (var side in team.Plan.At(Side))
            {
                var argue = new Brief { Step = Argue.Step, Show = said.Count == 0 ? null : [.. said] };
                said.Add((await team.RunMemberAsync(side, argue)).Agent.MemberRunId);
            }
        }

        var verdict = await team.RunMemberAsync(judge, new Brief { Step = Decide.Step, Show = [.. said] });
        var conclude = new Brief { Step = Conclude.Step, Show = [.. said, verdict.Agent.MemberRunId], Final = true };
        await team.FinishAsync((await team.RunMemberAsync(judge, conclude)).Agent.MemberRunId);
    }
}

/// <summary>The mode for teams made in code.</summary>
public static class DebateBuilding
{
    /// <summary>
    /// Two members with the position <c>side</c> argue in turns, one with the position <c>judge</c> decides and answers.
    /// </summary>
    /// <param name="team">The team.</param>
    /// <param name="rounds">How often each side speaks, 1 to 20.</param>
    /// <param name="model">The name of the model of members that name none.</param>
    public static TeamBuilder Debate(this TeamBuilder team, int rounds = 3, string? model = null)
    {
        ArgumentNullException.ThrowIfNull(team);
        return DebateMode.Of(team, rounds, model);
    }
}
