// The page: takes bundles and options from the user, hands them to the worker, and shows what it returns. Text of an input
// is set as text; a report is shown in a frame in which no script runs.
'use strict';

const at = id => document.getElementById(id);
const show = (element, shown) => { element.hidden = !shown; };

// The inputs of the run, { name, blob, lines, error }, and the outcomes, in input order.
let inputs = [];
let judged = [];
let reports = null;
let options = {};
// The outcome whose report is shown, and its page.
let opened = null;
let filter = 'all';
let shownRows = 0;
// Counts up with every run and every report that is opened, so that a late answer is not taken for a new one.
let turn = 0;
