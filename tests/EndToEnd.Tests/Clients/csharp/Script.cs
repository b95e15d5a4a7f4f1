using Generated;

using var http = new HttpClient { BaseAddress = new Uri(args[0] + "/") };
var teams = new TeamsClient(http);
const string wait = "wait=30";
// By name: a parameter that the API gains may stand anywhere.
Run paused = await teams.StartRunAsync(
    idempotency_Key: null, prefer: wait, include: null, body: new StartRun { Message = "Go", Metadata = new { ticket = 7 } },
    teamId: "newsroom");
var decision = new Decision { Decision1 = DecisionWord.Approve, By = "ann" };
Run decided = await teams.ResolveApprovalAsync(wait, decision, paused.Requirements.Single().RequirementId);
Run run = await teams.GetRunAsync(decided.RunId);
EventPage events = await teams.GetRunEventsAsync(
    after: null, last_Event_ID: null, limit: null, cursor: null, include: null, runId: run.RunId);
var (ticket, first) = (((dynamic)run.Metadata!).ticket, ((dynamic)events.Items.First().Data!).teamId);
Console.WriteLine(string.Join(" | ", paused.Status, run.Status, run.Output!.Text, ticket, first));
