export type { TimelineColumns, TimelineFormat } from './timeline-columns.js';
export { estimatePlacement } from './placement.js';
export type { Placement } from './placement.js';
export { planTimeline } from './timeline-plan.js';
export type { TimelineOrigin, TimelinePlan } from './timeline-plan.js';
export type { TimelineReport } from './timeline-report.js';
